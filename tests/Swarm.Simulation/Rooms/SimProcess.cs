using Swarm.Core;
using Swarm.Core.Membership;
using Swarm.Core.Signing;

namespace Swarm.Simulation.Rooms;

/// <summary>
/// One process of an agent: the shipped core, its mailbox, its clock, its place in the log, its runs.
/// </summary>
internal sealed class SimProcess
{
    private const int MaxBurst = 256;

    private readonly SimClock _clock;
    private readonly Action<SimProcess, AgentInput> _step;
    private readonly Queue<AgentInput> _mailbox = new();
    private readonly SimTicks _ticks;
    private long _localNanos;
    private long _measuredAt;
    private int _drift;
    private bool _isAwake;
    private bool _tickWaits;

    internal SimProcess(
        SimAgent agent, AgentCore core, SimTicks ticks, SimClock clock, Action<SimProcess, AgentInput> step)
    {
        Agent = agent;
        Core = core;
        Number = ++agent.Started;
        _ticks = ticks;
        _clock = clock;
        _step = step;
        _measuredAt = clock.Now;
        _drift = agent.DriftPermille;
    }

    internal SimAgent Agent { get; }

    internal AgentCore Core { get; }

    /// <summary>Which process of its agent it is, from 1.</summary>
    internal int Number { get; }

    internal bool IsUp { get; private set; } = true;

    /// <summary>Which member it is; default until it has read its own entry.</summary>
    internal MemberKey Self => Core.Self;

    internal Outbox Outbox { get; } = new();

    /// <summary>What its mailbox is guarded by.</summary>
    internal required SimGate Gate { get; init; }

    /// <summary>Hears of words whose signatures do not hold.</summary>
    internal required Action<SimProcess, AgentInput.Peer> OnForged { get; init; }

    /// <summary>Until when it stands still.</summary>
    internal long PausedUntil { get; set; }

    /// <summary>Runs that go on in it.</summary>
    internal HashSet<(ActivityId, Attempt)> Runs { get; } = [];

    /// <summary>What its runs wait for, by the number of the need.</summary>
    internal Dictionary<long, (SimStaging Staging, int Producer)> Needs { get; } = [];

    /// <summary>The sequence of the next entry it reads.</summary>
    internal ulong NextEntry { get; set; } = 1;

    /// <summary>Whether an entry is on its way to it.</summary>
    internal bool IsReading { get; set; }

    /// <summary>Whether it was told that it has read all there was.</summary>
    internal bool SaidCaughtUp { get; set; }

    /// <summary>The moment on its own clock, which may run fast or slow.</summary>
    internal Instant LocalNow
    {
        get
        {
            Measure();
            return new Instant(_localNanos / 1000);
        }
    }

    /// <summary>Begins to tick.</summary>
    internal void Start() => _ticks.Start(this, _clock);

    /// <summary>Ends it, whatever it was doing.</summary>
    internal void Kill()
    {
        IsUp = false;
        _mailbox.Clear();
        Runs.Clear();
        Needs.Clear();
    }

    /// <summary>Its clock runs faster or slower from now on.</summary>
    internal void Drift(int permille)
    {
        Measure();
        _drift = permille;
    }

    /// <summary>Reads the next entry of the log.</summary>
    internal void Read(AgentInput.PoolEntry entry)
    {
        Post(Gate.Read(entry, out IReadOnlyList<AgentInput.Peer> waited));
        foreach (AgentInput.Peer word in waited)
        {
            Hear(word);
        }
    }

    /// <summary>Hears a word, if its gate lets it in.</summary>
    internal void Hear(AgentInput.Peer word)
    {
        if (!IsUp)
        {
            return;
        }

        switch (Gate.Judge(word))
        {
            case PeerVerdict.Pass:
                Post(word);
                break;
            case PeerVerdict.Forged:
                OnForged(this, word);
                break;
            default:
                break;
        }
    }

    /// <summary>Puts something into its mailbox; a dead process gets nothing, and ticks merge.</summary>
    internal void Post(AgentInput input)
    {
        if (!IsUp || (_tickWaits && input is AgentInput.Tick))
        {
            return;
        }

        _tickWaits |= input is AgentInput.Tick;

        _mailbox.Enqueue(input);
        Wake();
    }

    private void Wake()
    {
        if (!_isAwake)
        {
            _isAwake = true;
            _clock.After(Math.Max(Agent.ThinkMicros, PausedUntil - _clock.Now), Drain);
        }
    }

    // As the loop does: what has come, one at a time, then a pause.
    private void Drain()
    {
        _isAwake = false;
        if (!IsUp)
        {
            return;
        }

        if (PausedUntil > _clock.Now)
        {
            Wake();
            return;
        }

        for (int i = 0; i < MaxBurst && IsUp && _mailbox.TryDequeue(out AgentInput? input); i++)
        {
            _tickWaits &= input is not AgentInput.Tick;
            _step(this, input);
        }

        if (IsUp)
        {
            _step(this, AgentInput.Pause.Instance);
        }

        if (_mailbox.Count > 0)
        {
            Wake();
        }

        _ticks.Pace(this, _clock);
    }

    private void Measure()
    {
        _localNanos += (_clock.Now - _measuredAt) * (1000 + _drift);
        _measuredAt = _clock.Now;
    }
}

using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Core.Signing;
using Swarm.Simulation.Checkers;

namespace Swarm.Simulation;

/// <summary>
/// A whole swarm in one thread: the shipped core, one queue ordered by time, one seed. The same seed gives the same
/// run, to the last message.
/// </summary>
public sealed class Simulator
{
    private const long TickMicros = 50_000;
    private const long GraceMicros = 120_000_000;
    private const int MaxActivities = 40;

    private readonly ulong _seed;
    private readonly Rng _rng;
    private readonly FaultPlan _plan;
    private readonly SimPool _pool = new();
    private readonly List<SimAgent> _agents = [];
    private readonly PriorityQueue<Action, (long Micros, long Number)> _queue = new();
    private readonly SwarmRules _rules;
    private readonly AgreementChecker _agreement;
    private readonly SingleRunChecker _singleRun = new();
    private readonly LedgerChecker _ledger = new();
    private readonly StandInSignatures _signatures = new();
    private readonly HashSet<CampaignId> _ended = [];
    private readonly Action<string>? _trace;
    private readonly int _campaigns;
    private long _now;
    private long _number;

    /// <summary>Draws a swarm, its work and its faults.</summary>
    /// <param name="seed">Where all its randomness comes from.</param>
    /// <param name="plan">The faults; null to draw them.</param>
    /// <param name="trace">Hears what happens; null for nobody.</param>
    public Simulator(ulong seed, FaultPlan? plan = null, Action<string>? trace = null)
    {
        _seed = seed;
        _rng = new Rng(seed);
        _trace = trace;
        _plan = plan ?? FaultPlan.Draw(_rng);
        _trace?.Invoke(_plan.ToString());
        _rules = plan is null ? SwarmRules.Default with { Mode = (AgreementMode)_rng.Below(3) } : SwarmRules.Default;
        _agreement = new AgreementChecker(_rules.Mode);
        _trace?.Invoke(_rules.ToString());
        int agents = 1 + (int)_rng.Below(7);
        _campaigns = 1 + (int)_rng.Below(3);
        for (int i = 0; i < agents; i++)
        {
            Resources offered = new(1000 * (1 + (int)_rng.Below(4)), 1L << 30, 0);
            _agents.Add(new SimAgent(
                AgentId.Parse($"agent-{i}"),
                new Capabilities(["noop"], [], [], offered, 500 + (int)_rng.Below(1500)),
                _signatures));
        }
    }

    /// <summary>How many agents there are.</summary>
    public int Agents => _agents.Count;

    /// <summary>How often a run was taken back from an agent that showed no progress.</summary>
    public int Revocations { get; private set; }

    /// <summary>How many silent proposers were replaced, as each agent counts them.</summary>
    public int RoundTimeouts { get; private set; }

    /// <summary>How many entries only moved the log's time on.</summary>
    public int EmptyReports => _pool.Entries.Count(entry => entry.Event is PoolEvent.Running { Runs.Count: 0 });

    /// <summary>How many inputs were stepped.</summary>
    public long Steps { get; private set; }

    /// <summary>How many messages were sent between agents.</summary>
    public long Messages { get; private set; }

    /// <summary>How many attempts were started.</summary>
    public int Runs { get; private set; }

    /// <summary>How many activities there were.</summary>
    public int Activities { get; private set; }

    /// <summary>How many entries the log has.</summary>
    public int Entries => _pool.Entries.Count;

    /// <summary>The virtual time that went by, in microseconds.</summary>
    public long ElapsedMicros => _now;

    /// <summary>A digest of all that was logged, in order: equal for equal runs.</summary>
    public Digest LogDigest => Digest.Of(System.Text.Encoding.UTF8.GetBytes(
        string.Join(
            '\n',
            _pool.Entries.Select(entry =>
                $"{entry.Sequence} {entry.Author} {entry.BrokerMicros} {entry.Event.GetType().Name}"))));

    /// <summary>Runs until all campaigns ended and all faults are over.</summary>
    /// <exception cref="SimulationException">
    /// Something happened that must not, or nothing happened that must.
    /// </exception>
    public void Run()
    {
        foreach (SimAgent agent in _agents)
        {
            At(_rng.Below(2_000_000), () => Start(agent));
        }

        for (int i = 0; i < _campaigns; i++)
        {
            int number = i;
            At(100_000 + _rng.Below(10_000_000), () => Submit(number));
        }

        PlanFaults();
        while (_ended.Count < _campaigns || _now < _plan.EndMicros)
        {
            if (_now > _plan.EndMicros + GraceMicros)
            {
                TraceWhatWaits();
                throw Wrong(
                    $"{_campaigns - _ended.Count} of {_campaigns} campaigns had not ended "
                    + $"{GraceMicros / 1_000_000} s after the faults");
            }

            (Action action, (long Micros, long Number) at) = Next();
            _now = at.Micros;
            action();
        }
    }

    /// <summary>Lets time go by after the end.</summary>
    /// <exception cref="SimulationException">Something happened that must not.</exception>
    public void Rest(long micros)
    {
        for (long end = _now + micros; _now < end;)
        {
            (Action action, (long Micros, long Number) at) = Next();
            _now = at.Micros;
            action();
        }
    }

    private (Action Action, (long Micros, long Number) At) Next() =>
        _queue.TryDequeue(out Action? action, out (long, long) at)
            ? (action, at)
            : throw Wrong("nothing is left to happen");

    private void Submit(int number)
    {
        if (_pool.IsAway || _pool.Entries.Count == 0)
        {
            At(500_000, () => Submit(number));
            return;
        }

        int activities = 1 + (int)_rng.Below(MaxActivities);
        Activities += activities;
        PoolEvent.CampaignSubmitted submitted = Workload.Draw(new Rng(_seed + (ulong)number), number, activities);
        Append(_agents[0].Id, submitted);
        if (_rng.Below(1000) < _plan.CancelPermille)
        {
            At(_rng.Below(1_000_000), () => Cancel(submitted.Graph.Id));
        }
    }

    private void Cancel(CampaignId campaign)
    {
        if (_pool.IsAway)
        {
            At(500_000, () => Cancel(campaign));
            return;
        }

        Append(_agents[0].Id, new PoolEvent.CampaignCanceled(campaign, "the beam was lost"));
    }

    private void Start(SimAgent agent)
    {
        agent.Start(
            new CoreSettings
            {
                Capabilities = agent.Capabilities,
                Rules = _rules,
                PublicKey = StandInSignatures.KeyOf(agent.Id),
                Endpoint = $"{agent.Id}:1",
                MayFound = agent == _agents[0],
                ProgressMicros = 2_000_000,
                StartWaitMicros = 8_000_000,
                MaxSilenceMicros = 3_000_000,
                ProgressWaitMicros = 10_000_000,
                LimitGraceMicros = 6_000_000,
            },
            _rng.Next(),
            _now);
        Trace($"{agent.Id} starts");
        int process = agent.Process;
        Deliver(agent);
        Tick(agent, process);
    }

    private void Tick(SimAgent agent, int process)
    {
        if (agent.Process == process && agent.IsUp)
        {
            Step(agent, AgentInput.Tick.Instance);
            At(TickMicros, () => Tick(agent, process));
        }
    }

    // Each agent reads the log at its own pace.
    private void Deliver(SimAgent agent)
    {
        if (!agent.IsUp || _pool.IsAway)
        {
            return;
        }

        int process = agent.Process;
        if (agent.NextEntry <= (ulong)_pool.Entries.Count)
        {
            AgentInput.PoolEntry entry = _pool.Entries[(int)agent.NextEntry - 1];
            agent.NextEntry++;
            Step(agent, agent.Read(entry, out IReadOnlyList<AgentInput.Peer> waited));
            foreach (AgentInput.Peer word in waited)
            {
                Hear(agent, word);
            }

            At(20 + _rng.Below(300), () => IfSame(agent, process, () => Deliver(agent)));
        }
        else if (!agent.SaidCaughtUp)
        {
            agent.SaidCaughtUp = true;
            Step(agent, new AgentInput.CaughtUp());
        }
    }

    private static void IfSame(SimAgent agent, int process, Action action)
    {
        if (agent.Process == process && agent.IsUp)
        {
            action();
        }
    }

    // One input, what was put off, and what the core wants done. A standing process takes it when it goes on.
    private void Step(SimAgent agent, AgentInput input)
    {
        if (agent.PausedUntil > _now || agent.Backlog.Count > 0)
        {
            agent.Backlog.Enqueue(input);
            if (agent.Backlog.Count == 1)
            {
                int process = agent.Process;
                At(Math.Max(1, agent.PausedUntil - _now), () => IfSame(agent, process, () => GoOn(agent)));
            }

            return;
        }

        Take(agent, input);
    }

    private void GoOn(SimAgent agent)
    {
        int process = agent.Process;
        if (agent.PausedUntil > _now)
        {
            At(agent.PausedUntil - _now, () => IfSame(agent, process, () => GoOn(agent)));
            return;
        }

        AgentInput[] backlog = [.. agent.Backlog];
        agent.Backlog.Clear();
        foreach (AgentInput input in backlog)
        {
            IfSame(agent, process, () => Take(agent, input));
        }
    }

    private void Take(SimAgent agent, AgentInput input)
    {
        Steps++;
        Instant now = new(_now - agent.StartedMicros);
        agent.Outbox.Clear();
        agent.Core.Step(input, now, agent.Outbox);
        agent.Core.Step(AgentInput.Pause.Instance, now, agent.Outbox);
        NoteIncarnation(agent, input);
        foreach (Effect effect in agent.Outbox.Effects.ToArray())
        {
            Do(agent, effect);
        }
    }

    private static void NoteIncarnation(SimAgent agent, AgentInput input)
    {
        if (input is AgentInput.PoolEntry { Event: PoolEvent.Joining or PoolEvent.Founded } entry
            && entry.Author == agent.Id)
        {
            agent.Is(new MemberKey(agent.Id, new Incarnation(entry.Sequence)));
        }
    }

    private void Do(SimAgent agent, Effect effect)
    {
        switch (effect)
        {
            case Effect.Send send:
                Send(agent, send);
                break;
            case Effect.Append append:
                OnAppend(agent, append);
                break;
            case Effect.Sign sign:
                OnSign(agent, sign);
                break;
            case Effect.Run run:
                OnRun(agent, run.Order);
                break;
            case Effect.Cancel cancel:
                agent.Runs.Remove((cancel.Activity, cancel.Attempt));
                break;
            case Effect.Publish publish:
                Demand(_singleRun.OnPublish(publish.Activity, publish.Attempt, agent.Id));
                break;
            case Effect.Observe observe:
                OnObserved(agent, observe.Event);
                break;
            case Effect.Stop:
                agent.Crash();
                break;
            case Effect.Look look:
                Step(agent, new AgentInput.DataLooked(look.Peer, look.Need.Number, null));
                break;
            case Effect.Fetch or Effect.Discard:
                break;
            default:
                throw Invariant.Unreachable(effect);
        }
    }

    private void Send(SimAgent from, Effect.Send send)
    {
        Messages++;
        SimAgent? to = _agents.Find(agent => agent.Id == send.To);
        bool cut = to is null || to.Side != from.Side || from.Self == default;
        int copies = cut || _rng.Below(1000) < _plan.LossPermille && _now < _plan.EndMicros ? 0
            : _rng.Below(1000) < _plan.DuplicatePermille ? 2 : 1;
        MemberKey self = from.Self;
        for (int i = 0; i < copies; i++)
        {
            long delay = _plan.MinDelayMicros + _rng.Below(_plan.MaxDelayMicros - _plan.MinDelayMicros + 1);
            int process = to!.Process;
            At(delay, () => IfSame(to, process, () => Hear(to, new AgentInput.Peer(self, send.Message))));
        }
    }

    // As the gate of an agent does it: what is early waits, what is late is dropped.
    private void Hear(SimAgent to, AgentInput.Peer word)
    {
        PeerVerdict verdict = to.Peers.Judge(word);
        Demand(verdict == PeerVerdict.Forged ? $"{to.Id} finds that {word.From} forged a {word.Message}" : null);
        if (verdict == PeerVerdict.Early)
        {
            to.Early.Enqueue(word);
        }
        else if (verdict == PeerVerdict.Pass)
        {
            Step(to, word);
        }
    }

    private void OnSign(SimAgent agent, Effect.Sign sign)
    {
        int process = agent.Process;
        AgentInput.Signed signed = new(sign.Draft, StandInSignatures.Sign(agent.Id, sign.Statement));
        At(20 + _rng.Below(200), () => IfSame(agent, process, () => Step(agent, signed)));
    }

    private void OnAppend(SimAgent agent, Effect.Append append)
    {
        int process = agent.Process;
        bool faults = _now < _plan.EndMicros;
        bool unknown = faults && _rng.Below(1000) < _plan.UnknownAppendPermille;
        bool mute = agent.MutedUntil > _now;
        bool lost = mute || (unknown && _rng.Below(2) == 0);
        AppendOutcome outcome = new AppendOutcome.Unknown("no answer");
        long delay = 200 + _rng.Below(2_000);
        At(delay, () =>
        {
            if (!_pool.IsAway && !lost)
            {
                ulong sequence = Append(agent.Id, append.Event);
                outcome = unknown ? outcome : new AppendOutcome.Stored(sequence);
            }

            At(100 + _rng.Below(1_000), () => IfSame(
                agent, process, () => Step(agent, new AgentInput.AppendAnswered(append.Number, outcome))));
        });
    }

    private ulong Append(AgentId author, PoolEvent entry)
    {
        ulong sequence = _pool.Append(author, entry, _now);
        Trace($"{sequence,5} {author}: {entry.GetType().Name}");
        Demand(_agreement.Check(entry));
        foreach (SimAgent agent in _agents)
        {
            int process = agent.Process;
            At(50 + _rng.Below(1_000), () => IfSame(agent, process, () => Deliver(agent)));
        }

        return sequence;
    }

    // A run takes what its author expects, sometimes fails, and sometimes misses what only a dead agent holds.
    private void OnRun(SimAgent agent, RunOrder order)
    {
        Demand(_singleRun.OnRun(order.Activity, order.Attempt, agent.Id, agent.Process));
        Runs++;
        if (_plan.IsFirstRunnerMute
            && agent.Core.Reading.View.Members.Count == _agents.Count && _agents.TrueForAll(one => one.MutedUntil == 0))
        {
            agent.MutedUntil = long.MaxValue;
            Trace($"{agent.Id} can write no more");
        }

        agent.Runs.Add((order.Activity, order.Attempt));
        int process = agent.Process;
        RunReport begun = new(order.Activity, order.Attempt, ActivityState.Running);
        At(_rng.Below(1_000), () => IfSame(agent, process, () => Step(agent, new AgentInput.RunAdvanced(begun))));
        long micros = 1_000 + (long)(order.Spec.ExpectedTime ?? default).TotalMicroseconds;
        int missing = order.Inputs.Where(input => !CanFetch(agent, order.Activity.Campaign, input.Key))
            .Select(input => input.Key).DefaultIfEmpty(-1).First();
        if (_now >= _plan.EndMicros || _rng.Below(1000) >= _plan.HangPermille)
        {
            At(micros, () => IfSame(agent, process, () => EndRun(agent, order, missing)));
        }
    }

    private bool CanFetch(SimAgent agent, CampaignId campaign, int producer) =>
        _agents.Exists(
            holder => (holder.IsUp || holder == agent) && holder.Holds.Contains(new ActivityId(campaign, producer)));

    private void EndRun(SimAgent agent, RunOrder order, int missing)
    {
        if (!agent.Runs.Remove((order.Activity, order.Attempt)))
        {
            return;
        }

        bool fails = _now < _plan.EndMicros && _rng.Below(1000) < _plan.FailPermille;
        ActivityOutcome outcome = missing >= 0
            ? new ActivityOutcome.Released(ErrorCode.InputMissing, "nobody holds it", missing)
            : fails ? new ActivityOutcome.Failed(ErrorCode.ExitCode, "exit code 1", RunFigures.None)
            : new ActivityOutcome.Succeeded(OutputManifest.Empty, RunFigures.None);
        if (outcome is ActivityOutcome.Succeeded)
        {
            agent.Holds.Add(order.Activity);
        }

        Step(agent, new AgentInput.RunEnded(new RunResult(order.Activity, order.Attempt, outcome)));
    }

    private void OnObserved(SimAgent agent, AgentEvent seen)
    {
        CampaignChange? change = seen switch
        {
            AgentEvent.CampaignAccepted accepted => accepted.Change,
            AgentEvent.CampaignChanged changed => changed.Change,
            _ => null,
        };
        if (change is not null)
        {
            Demand(_ledger.Check(change));
            Revocations += change.Code == ErrorCode.NoProgress ? 1 : 0;
            if (change.Activity < 0 && change.State.IsFinal())
            {
                _ended.Add(change.Campaign);
            }
        }
        else if (seen is AgentEvent.PeerMisbehaved misbehaved)
        {
            throw Wrong($"{agent.Id} blames {misbehaved.Peer}, who is honest: {misbehaved.Why}");
        }
        else if (seen is AgentEvent.MemberBarred barred)
        {
            throw Wrong($"{barred.Proof.First.Voter} is barred, who is honest: {barred.Proof}");
        }
        else
        {
            RoundTimeouts += seen is AgentEvent.RoundTimedOut ? 1 : 0;
            Trace($"      {agent.Id} sees {seen}");
        }
    }

    private void PlanFaults()
    {
        Every(_plan.CrashEveryMicros, () =>
        {
            SimAgent agent = _agents[(int)_rng.Below(_agents.Count)];
            if (agent.IsUp)
            {
                Trace($"{agent.Id} crashes");
                agent.Crash();
                At(200_000 + _rng.Below(12_000_000), () => Restart(agent));
            }
        });
        Every(_plan.PauseEveryMicros, () =>
        {
            SimAgent agent = _agents[(int)_rng.Below(_agents.Count)];
            agent.PausedUntil = _now + _rng.Below(8_000_000);
            Trace($"{agent.Id} stands still until {agent.PausedUntil}");
        });
        Every(_plan.MuteEveryMicros, () =>
        {
            SimAgent agent = _agents[(int)_rng.Below(_agents.Count)];
            agent.MutedUntil = Math.Max(agent.MutedUntil, _now + _rng.Below(15_000_000));
            Trace($"{agent.Id} cannot write until {agent.MutedUntil}");
        });
        Every(_plan.PartitionEveryMicros, () =>
        {
            _agents.ForEach(agent => agent.Side = (int)_rng.Below(2));
            Trace("the network splits: " + string.Join(' ', _agents.Select(agent => agent.Side)));
            At(_rng.Below(8_000_000), () => _agents.ForEach(agent => agent.Side = 0));
        });
        Every(_plan.PoolOutageEveryMicros, () =>
        {
            _pool.IsAway = true;
            Trace("the broker is away");
            At(_rng.Below(8_000_000), ReturnPool);
        });
        At(_plan.EndMicros, () =>
        {
            _agents.ForEach(agent => agent.Side = 0);
            _agents.ForEach(agent => agent.PausedUntil = Math.Min(agent.PausedUntil, _now));
            ReturnPool();
            Trace("the faults are over");
        });
    }

    private void Restart(SimAgent agent)
    {
        if (!agent.IsUp)
        {
            Start(agent);
        }
    }

    private void ReturnPool()
    {
        _pool.IsAway = false;
        _agents.ForEach(Deliver);
    }

    private void Every(long period, Action fault)
    {
        if (period <= 0)
        {
            return;
        }

        At(period / 2 + _rng.Below(period), () =>
        {
            if (_now < _plan.EndMicros)
            {
                fault();
                Every(period, fault);
            }
        });
    }

    private void At(long delay, Action action) => _queue.Enqueue(action, (_now + delay, _number++));

    // What every agent says of what is not final: where their stories differ is where to look.
    private void TraceWhatWaits()
    {
        foreach (SimAgent agent in _agents.Where(agent => agent.IsUp && _trace is not null))
        {
            CoreReading reading = agent.Core.Reading;
            foreach (CampaignId id in reading.Campaigns.Where(id => !reading.Find(id)!.State.IsFinal()))
            {
                CampaignReading campaign = reading.Find(id)!;
                for (int i = 0; i < campaign.Graph.Activities.Count; i++)
                {
                    ActivityReading activity = campaign.Activity(i);
                    if (!activity.State.IsFinal())
                    {
                        Instant now = new(_now - agent.StartedMicros);
                        Trace(
                            $"{agent.Id}: {id}/{i} attempt {activity.Attempt} is {activity.State}: "
                            + string.Join("; ", reading.Explain(id, i, now)));
                    }
                }
            }
        }
    }

    private void Demand(string? wrong)
    {
        if (wrong is not null)
        {
            throw Wrong(wrong);
        }
    }

    private SimulationException Wrong(string what) => new(_seed, what);

    private void Trace(string what) => _trace?.Invoke($"{_now / 1e6:F6} {what}");
}

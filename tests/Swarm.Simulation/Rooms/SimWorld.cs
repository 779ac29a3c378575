using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Simulation.Checkers;
using Swarm.Simulation.Lies;

namespace Swarm.Simulation.Rooms;

/// <summary>A whole swarm: the rooms, and what passes between them. Faults reach in here.</summary>
internal sealed class SimWorld
{
    private const long SupervisorMicros = 2_000_000;
    private const int Seats = 7;
    private const int FewSeats = 4;

    /// <summary>How long an assigned run may go without its first report; shorter than by default, as all waits.
    /// </summary>
    internal const long StartWaitMicros = 5_000_000;

    /// <summary>How long a run that was reported may go unreported.</summary>
    internal const long ProgressWaitMicros = 10_000_000;

    /// <summary>For how much longer than its own limit a run may be open.</summary>
    internal const long LimitGraceMicros = 2_000_000;

    private readonly Rng _rng;
    private readonly long _busyTickMicros;
    private readonly Dictionary<AgentId, SimAgent> _byName;

    internal SimWorld(ulong seed, SimOptions options, Watch watch)
    {
        SimScale scale = options.Scale;
        Rng draws = Stream(seed, 1);
        int agents = scale.MinAgents + (int)draws.Below(scale.MaxAgents - scale.MinAgents + 1);
        Map = SimMap.Draw(draws, agents, draws.Below(3) == 0);
        Agents =
        [
            .. Enumerable.Range(0, agents).Select(index => new SimAgent(index, new Capabilities(
                ["noop"],
                [],
                [],
                new Resources(1000 * (1 + (int)draws.Below(2)), 1L << 30, 0),
                500 + (int)draws.Below(1500)))),
        ];
        _busyTickMicros = 10_000 + draws.Below(40_000);
        _byName = Agents.ToDictionary(agent => agent.Id);
        _rng = Stream(seed, 2);
        Watch = watch;
        Seals = new StandInSeals();
        Rng agreed = Stream(seed, 9);
        Rules = new SwarmRules(options.Mode ?? (AgreementMode)agreed.Below(3), agreed.Below(4) == 0 ? FewSeats : Seats);
        Network = new SimNetwork(Clock, Map, Stream(seed, 3));
        Pool = new SimPool(Clock, Map, Stream(seed, 4)) { OnStored = OnStored };
        Runs = new SimRuns(Clock, Network, Agents, Stream(seed, 5));
        User = new SimUser(this, Stream(seed, 6), options.IsUserSteady);
        PlanWork(Stream(seed, 7), scale);
    }

    internal SimClock Clock { get; } = new();

    internal SimMap Map { get; }

    internal IReadOnlyList<SimAgent> Agents { get; }

    internal SimNetwork Network { get; }

    internal SimPool Pool { get; }

    internal SimRuns Runs { get; }

    internal SimUser User { get; }

    internal Watch Watch { get; }

    internal ISeals Seals { get; }

    /// <summary>How the swarm agrees.</summary>
    internal SwarmRules Rules { get; }

    /// <summary>Whether the first that is given a run, when all are members, can write to the log no more.</summary>
    internal bool MutesFirstRunner { get; set; }

    /// <summary>How many campaigns there are.</summary>
    internal int Campaigns { get; private set; }

    /// <summary>How many activities there are.</summary>
    internal int Activities { get; private set; }

    /// <summary>How many inputs were stepped, pauses not counted.</summary>
    internal long Steps { get; private set; }

    /// <summary>A stream of chance of its own for each purpose: what one draws changes nothing for another.</summary>
    internal static Rng Stream(ulong seed, ulong purpose) => new(Rng.Mix(seed * 0x9E3779B97F4A7C15 + purpose));

    /// <summary>Starts every agent within the first two seconds.</summary>
    internal void Begin()
    {
        foreach (SimAgent agent in Agents)
        {
            Clock.After(_rng.Below(2_000_000), () => StartIfDown(agent));
        }
    }

    /// <summary>Starts a process of an agent; one that goes on beside it is the old one.</summary>
    internal void Start(SimAgent agent)
    {
        CoreSettings settings = new()
        {
            Capabilities = agent.Capabilities,
            PublicKey = Seals.KeyOf(agent.Id),
            Rules = Rules,
            Endpoint = $"{agent.Id}:1",
            MayFound = agent.Index == 0,
            ProgressMicros = 2_000_000,
            StartWaitMicros = StartWaitMicros,
            MaxSilenceMicros = 3_000_000,
            ProgressWaitMicros = ProgressWaitMicros,
            LimitGraceMicros = LimitGraceMicros,
        };
        AgentCore core = new(settings, agent.Id, _rng.Next());
        SimProcess process = new(agent, core, new SimTicks(_busyTickMicros), Clock, Step)
        {
            Gate = new SimGate(settings, Seals),
            OnForged = Watch.OnForged,
        };
        agent.Processes.RemoveAll(earlier => !earlier.IsUp);
        agent.Processes.Add(process);
        Watch.Tell($"{agent.Id} starts as process {process.Number}");
        process.Start();
        Pool.Read(process);
    }

    /// <summary>Takes an agent down for as long as a fault lasts.</summary>
    internal void TakeDown(SimAgent agent)
    {
        agent.Downs++;
        agent.Trouble(Clock.Now);
        agent.Processes.ForEach(process => process.Kill());
    }

    /// <summary>Brings it back, unless another fault keeps it down.</summary>
    internal void BringBack(SimAgent agent)
    {
        agent.Downs--;
        agent.Recover(Clock.Now);
        StartIfDown(agent);
    }

    /// <summary>Lets everybody read on after something was in the way.</summary>
    internal void ReadOn()
    {
        foreach (SimAgent agent in Agents)
        {
            agent.Processes.ForEach(Pool.Read);
        }
    }

    private void StartIfDown(SimAgent agent)
    {
        if (!agent.IsUp && agent.Downs == 0)
        {
            Start(agent);
        }
    }

    private void PlanWork(Rng rng, SimScale scale)
    {
        Campaigns = 1 + (int)rng.Below(3);
        int activities = scale.MinActivities + (int)rng.Below(scale.MaxActivities - scale.MinActivities + 1);
        for (int i = 0; i < Campaigns; i++)
        {
            int share = i == Campaigns - 1 ? activities - Activities : activities / Campaigns;
            share = Math.Max(1, share);
            Activities += share;
            User.Plan(Workload.Draw(rng, i, share), 100_000 + rng.Below(10_000_000));
        }
    }

    private void OnStored(AgentInput.PoolEntry entry)
    {
        Watch.OnStored(entry);
        ReadOn();
    }

    private void Step(SimProcess process, AgentInput input)
    {
        Steps += input is AgentInput.Pause ? 0 : 1;
        process.Outbox.Clear();
        process.Core.Step(input, process.LocalNow, process.Outbox);
        if (input is AgentInput.PoolEntry entry)
        {
            Watch.OnFolded(process, entry, process.Outbox.Effects);
        }

        foreach (Effect effect in process.Outbox.Effects)
        {
            Do(process, effect);
        }
    }

    private void Do(SimProcess process, Effect effect)
    {
        switch (effect)
        {
            case Effect.Send send:
                Say(process, send);
                break;
            case Effect.Sign sign:
                Sign(process, sign);
                break;
            case Effect.Append append:
                Append(process, append);
                break;
            case Effect.Run run:
                MuteFirst(process);
                Watch.OnRun(process, run.Order);
                Runs.Start(process, run.Order);
                break;
            case Effect.Cancel cancel:
                SimRuns.Cancel(process, cancel);
                break;
            case Effect.Publish publish:
                Watch.OnPublish(process, publish);
                break;
            case Effect.Observe observe:
                Watch.OnObserved(process, observe.Event);
                break;
            case Effect.Stop stop:
                Stop(process, stop.Reason);
                break;
            case Effect.Look look:
                Runs.Look(process, look);
                break;
            case Effect.Fetch fetch:
                Runs.Fetch(process, fetch);
                break;
            case Effect.Discard:
                break;
            default:
                throw Invariant.Unreachable(effect);
        }
    }

    // A liar may say something else, to somebody else, more often, or nothing.
    private void Say(SimProcess from, Effect.Send send)
    {
        IEnumerable<Effect.Send> words = [send];
        foreach (ILie lie in from.Agent.Lies)
        {
            words = [.. words.SelectMany(word => lie.Tell(from, word))];
        }

        foreach (Effect.Send word in words)
        {
            Watch.OnSaid(from, word);
            if (_byName.TryGetValue(word.To, out SimAgent? to) && from.Self != default)
            {
                MemberKey self = from.Self;
                Network.Send(
                    from.Agent.Index,
                    to.Index,
                    () => to.Process?.Hear(new AgentInput.Peer(self, word.Message)));
            }
        }
    }

    private void Sign(SimProcess process, Effect.Sign sign)
    {
        Watch.OnSigned(process, sign.Draft);
        AgentInput.Signed signed = new(sign.Draft, Seals.Sign(process.Agent.Id, sign.Statement));
        Clock.After(20 + _rng.Below(200), () => process.Post(signed));
    }

    private void MuteFirst(SimProcess process)
    {
        if (MutesFirstRunner && process.Core.Reading.View.Members.Count == Agents.Count)
        {
            MutesFirstRunner = false;
            process.Agent.Mutes++;
            Watch.Tell($"{process.Agent.Id} can write no more");
        }
    }

    private void Append(SimProcess process, Effect.Append append) =>
        Pool.Append(
            process.Agent,
            append.Event,
            outcome => process.Post(new AgentInput.AppendAnswered(append.Number, outcome)));

    // Whoever looks after the machine starts it again.
    private void Stop(SimProcess process, string reason)
    {
        Watch.Tell($"{process.Agent.Id} process {process.Number} ends: {reason}");
        if (process.Agent.IsDoubled)
        {
            process.Agent.Trouble(Clock.Now);
            process.Agent.Recover(Clock.Now);
        }

        process.Kill();
        if (process.Agent.Process == process)
        {
            Clock.After(SupervisorMicros, () => StartIfDown(process.Agent));
        }
    }
}

using Swarm.Core;
using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Faults;

/// <summary>Draws faults of every kind, within what the protocol promises to bear.</summary>
internal sealed class FaultMenu
{
    private readonly Rng _rng;
    private readonly SimMap _map;
    private readonly long _end;
    private readonly int[] _liars;
    private readonly HashSet<int> _dead = [];

    internal FaultMenu(Rng rng, SimMap map, long end)
    {
        _rng = rng;
        _map = map;
        _end = end;
        _liars = DrawLiars();
    }

    /// <summary>One way of drawing for each kind that this swarm can have.</summary>
    internal IEnumerable<Func<Fault>> Dishes =>
        _map.Agents == 1 ? [.. Alone] : _liars.Length == 0 ? [.. Alone, .. Among] : [.. Alone, .. Among, .. Lies];

    private IEnumerable<Func<Fault>> Alone =>
    [
        () => Timed((at, length) => new AgentFaults.Crash(at, length, Agent())),
        () => Timed((at, length) => new AgentFaults.DiskLoss(at, length, Agent())),
        () => Timed((at, length) => new AgentFaults.Pause(at, length, Agent())),
        () => Timed((at, length) => new AgentFaults.Pause(at, Math.Min(length, 200_000 + Below(500_000)), Agent())),
        () => Timed((at, length) => new AgentFaults.Zombie(at, length, Agent())),
        () => Timed((at, length) => new AgentFaults.ClockDrift(at, length, Agent(), (int)Below(100) - 50)),
        () => Timed((at, length) => new AgentFaults.SlowAgent(at, length, Agent(), 1_000 + Below(40_000))),
        () => Timed((at, length) => new AgentFaults.Departure(at, length, Agent())),
        () => Timed((at, length) => new PoolFaults.Outage(at, length)),
        () => Timed((at, length) => new PoolFaults.BrokerCut(at, length, Agent())),
        () => Timed((at, length) => new PoolFaults.Mute(at, length, Agent())),
        () => Timed((at, length) => new PoolFaults.ReadLag(at, length, Agent(), 10_000 + Below(2_000_000))),
        () => Timed((at, length) => new PoolFaults.SlowAppends(at, length, 1_000 + Below(300_000))),
        () => Timed((at, length) => new PoolFaults.UnknownAppends(at, length, 20 + (int)Below(400))),
        () => Timed((at, length) => new PoolFaults.BrokerClock(at, length, 1_000 + Below(2_000_000))),
        () => Timed((at, length) => new RunFaults.FailingRuns(at, length, 10 + (int)Below(300))),
        () => Timed((at, length) => new RunFaults.HungRuns(at, length, 10 + (int)Below(200))),
        () => Timed((at, length) => new RunFaults.StuckRuns(at, length, 10 + (int)Below(100))),
        () => Timed((at, length) => new RunFaults.SlowDisk(at, length, Agent(), 50_000 + Below(4_000_000))),
    ];

    private IEnumerable<Func<Fault>> Among =>
    [
        () => Timed((at, length) => new LinkFaults.Loss(at, length, 5 + (int)Below(45))),
        () => Timed((at, length) => new LinkFaults.Loss(at, length, 50 + (int)Below(250))),
        () => Timed((at, length) => new LinkFaults.Delay(at, length, 10_000 + Below(150_000))),
        () => Timed((at, length) => new LinkFaults.Duplication(at, length, 10 + (int)Below(300))),
        () => Timed((at, length) => new LinkFaults.Reordering(at, length, 1_000 + Below(300_000))),
        () => Timed((at, length) => new LinkFaults.Partition(at, length, Sides(), Below(2) == 0)),
        () => Timed((at, length) => new LinkFaults.OneWayPartition(at, length, Sides())),
        () => Timed((at, length) => new LinkFaults.CloggedLink(at, length, Agent(), Agent())),
        () => Timed((at, length) => new LinkFaults.GrayLink(
            at, length, Agent(), Agent(), 300 + (int)Below(600), Below(400_000))),
        () => Timed((at, length) => new AgentFaults.SiteLoss(at, length, _map.SiteOf(Agent()))),
        () => Timed((at, length) => new AgentFaults.Death(at, length, Agent())),
        () => Timed((at, length) => new RunFaults.FastFailing(at, length, Agent(), Ailment())),
        () => Timed((at, length) => new PoolFaults.Parrot(at, length, Agent())),
    ];

    private IEnumerable<Func<Fault>> Lies =>
    [
        () => Timed((at, length) => new LieFaults.LyingBids(at, length, Liar())),
        () => Timed((at, length) => new LieFaults.SilentTurns(at, length, Liar(), (int)Below(3))),
        () => Timed((at, length) => new LieFaults.Equivocation(
            at, length, Liar(), 1 + (int)Below(3), Below(3) == 0)),
        () => Timed((at, length) => new PoolFaults.Forgery(at, length, Liar())),
        () => Timed((at, length) => new LieFaults.LyingLocks(at, length, Liar(), Below(2) == 0)),
    ];

    /// <summary>Whether the swarm can be asked to bear it: a third of the agents may be lost for good.</summary>
    internal bool IsBearable(Fault fault) => fault switch
    {
        AgentFaults.Death death => death.Agent != 0 && _dead.Count < (_map.Agents - 1) / 3 && _dead.Add(death.Agent),
        LinkFaults.CloggedLink link => link.From != link.To,
        LinkFaults.GrayLink link => link.From != link.To,
        _ => true,
    };

    private T Timed<T>(Func<long, long, T> make)
    {
        long at = Below(_end * 4 / 5);
        long most = Below(3) switch { 0 => 1_500_000, 1 => 8_000_000, _ => 20_000_000 };
        return make(at, Math.Min(_end - at, 50_000 + Below(most)));
    }

    private int[] DrawLiars()
    {
        int faults = (_map.Agents - 1) / 3;
        return [.. Enumerable.Range(0, faults).Select(_ => Agent()).Distinct()];
    }

    // Now and then a run comes back without having been run: a full disk is the machine's fault, not the activity's.
    private ActivityOutcome Ailment() => Below(4) == 0
        ? new ActivityOutcome.Released(ErrorCode.Draining, "not now")
        : new ActivityOutcome.Failed(ErrorCode.ExitCode, "exit code 1", RunFigures.None);

    private int Sides() => (int)Below((1 << _map.Agents) - 1) + 1;

    private int Agent() => (int)Below(_map.Agents);

    private int Liar() => _liars[Below(_liars.Length)];

    private long Below(long bound) => _rng.Below(bound);
}

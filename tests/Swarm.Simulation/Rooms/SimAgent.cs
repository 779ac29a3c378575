using Swarm.Core.Membership;
using Swarm.Simulation.Lies;

namespace Swarm.Simulation.Rooms;

/// <summary>
/// One agent: its name, its machine and disk, and what is wrong with them. Its processes come and go.
/// </summary>
internal sealed class SimAgent(int index, Capabilities capabilities)
{
    internal int Index { get; } = index;

    internal AgentId Id { get; } = AgentId.Parse($"agent-{index}");

    internal Capabilities Capabilities { get; } = capabilities;

    /// <summary>Its processes, the newest last; an older one may not know yet that it is not alone.</summary>
    internal List<SimProcess> Processes { get; } = [];

    /// <summary>Its newest process, which its peers reach; null before the first.</summary>
    internal SimProcess? Process => Processes.Count > 0 ? Processes[^1] : null;

    /// <summary>Whether its newest process is there.</summary>
    internal bool IsUp => Process is { IsUp: true };

    /// <summary>Whether an older process does not know yet that it is not alone: its peers reach the newest.</summary>
    internal bool IsDoubled => Processes.Count(process => process.IsUp) > 1;

    /// <summary>Counts its processes.</summary>
    internal int Started { get; set; }

    /// <summary>How many faults keep it down.</summary>
    internal int Downs { get; set; }

    /// <summary>What its disk holds: outputs of activities. It outlives the processes.</summary>
    internal HashSet<ActivityId> Holds { get; } = [];

    /// <summary>How many faults keep it from the broker.</summary>
    internal int BrokerCuts { get; set; }

    /// <summary>How many faults keep it from writing to the log, though it reads it.</summary>
    internal int Mutes { get; set; }

    /// <summary>How much later than others it reads the log.</summary>
    internal long ReadLagMicros { get; set; }

    /// <summary>How long it thinks before it takes what has come.</summary>
    internal long ThinkMicros { get; set; } = 20;

    /// <summary>By how many thousandths its clock runs fast; negative for slow.</summary>
    internal int DriftPermille { get; set; }

    /// <summary>How much longer its disk takes for what a run fetches or leaves.</summary>
    internal long DiskMicros { get; set; }

    /// <summary>How runs end here at once, instead of being run; empty for properly.</summary>
    internal List<ActivityOutcome> Ailments { get; } = [];

    /// <summary>What it makes of its words before it says them; empty for an honest agent.</summary>
    internal List<ILie> Lies { get; } = [];

    /// <summary>Whether it ever lied: what it says binds nobody to believe it.</summary>
    internal bool IsLiar { get; set; }

    /// <summary>How many faults trouble it so that others may take it for lost.</summary>
    internal int Troubles { get; private set; }

    /// <summary>When it was last in such trouble.</summary>
    internal long TroubledAt { get; private set; } = long.MinValue / 2;

    /// <summary>Gets into trouble.</summary>
    internal void Trouble(long now)
    {
        Troubles++;
        TroubledAt = now;
    }

    /// <summary>Gets out of it.</summary>
    internal void Recover(long now)
    {
        Troubles--;
        TroubledAt = now;
    }
}

using Swarm.Core;
using Swarm.Core.Membership;

namespace Swarm.Simulation;

/// <summary>One agent: the shipped core, and what its process would hold.</summary>
internal sealed class SimAgent(AgentId id, Capabilities capabilities)
{
    internal AgentId Id { get; } = id;

    internal Capabilities Capabilities { get; } = capabilities;

    /// <summary>Counts its processes: what belongs to an earlier one is void.</summary>
    internal int Process { get; private set; }

    internal bool IsUp { get; private set; }

    /// <summary>Until when it stands still.</summary>
    internal long PausedUntil { get; set; }

    /// <summary>Until when it cannot write to the log.</summary>
    internal long MutedUntil { get; set; }

    /// <summary>Which side of the partition it is on.</summary>
    internal int Side { get; set; }

    internal AgentCore Core { get; private set; } = null!;

    internal MemberKey Self { get; private set; }

    internal long StartedMicros { get; private set; }

    /// <summary>The sequence of the next entry it reads.</summary>
    internal ulong NextEntry { get; set; }

    internal bool SaidCaughtUp { get; set; }

    /// <summary>What came while it stood still, in order.</summary>
    internal Queue<AgentInput> Backlog { get; } = new();

    internal Outbox Outbox { get; } = new();

    /// <summary>Runs that go on in this process.</summary>
    internal HashSet<(ActivityId, Attempt)> Runs { get; } = [];

    /// <summary>What it holds: outputs of activities whose attempts ended here. It outlives the process.</summary>
    internal HashSet<ActivityId> Holds { get; } = [];

    internal void Start(CoreSettings settings, ulong seed, long nowMicros)
    {
        Process++;
        IsUp = true;
        Core = new AgentCore(settings, Id, seed);
        Self = default;
        StartedMicros = nowMicros;
        NextEntry = 1;
        SaidCaughtUp = false;
        Runs.Clear();
        Backlog.Clear();
    }

    internal void Crash()
    {
        IsUp = false;
        Runs.Clear();
    }

    internal void Is(MemberKey self) => Self = self;
}

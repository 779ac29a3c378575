using Swarm.Core;
using Swarm.Core.Membership;
using Swarm.Core.Signing;

namespace Swarm.Simulation;

/// <summary>One agent: the shipped core, and what its process would hold.</summary>
internal sealed class SimAgent(AgentId id, Capabilities capabilities, ISignatures signatures)
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

    internal EntryGate Gate { get; private set; } = null!;

    internal PeerCheck Peers { get; private set; } = null!;

    internal MemberKey Self { get; private set; }

    internal long StartedMicros { get; private set; }

    /// <summary>The sequence of the next entry it reads.</summary>
    internal ulong NextEntry { get; set; }

    internal bool SaidCaughtUp { get; set; }

    /// <summary>What came while it stood still, in order.</summary>
    internal Queue<AgentInput> Backlog { get; } = new();

    /// <summary>What peers said about a view that was not read yet.</summary>
    internal Queue<AgentInput.Peer> Early { get; } = new();

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
        Gate = new EntryGate(settings, signatures);
        Peers = new PeerCheck(Gate.Keys, signatures);
        Self = default;
        StartedMicros = nowMicros;
        NextEntry = 1;
        SaidCaughtUp = false;
        Runs.Clear();
        Early.Clear();
        Backlog.Clear();
    }

    /// <summary>Reads the next entry as its reader does, before its core takes it in.</summary>
    /// <param name="entry">The entry as it was appended.</param>
    /// <param name="waited">What peers said about a view that is installed now.</param>
    internal AgentInput.PoolEntry Read(AgentInput.PoolEntry entry, out IReadOnlyList<AgentInput.Peer> waited)
    {
        KeyTable before = Gate.Keys;
        AgentInput.PoolEntry good = Gate.Check(entry);
        waited = [];
        if (Gate.Keys != before)
        {
            Peers = new PeerCheck(Gate.Keys, signatures);
            waited = [.. Early];
            Early.Clear();
        }

        return good;
    }

    internal void Crash()
    {
        IsUp = false;
        Runs.Clear();
    }

    internal void Is(MemberKey self) => Self = self;
}

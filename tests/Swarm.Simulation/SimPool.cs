using Swarm.Core;

namespace Swarm.Simulation;

/// <summary>The log: one order, kept for ever, with a clock of its own.</summary>
internal sealed class SimPool
{
    private const long Epoch = 1_700_000_000_000_000;

    private readonly List<AgentInput.PoolEntry> _entries = [];

    /// <summary>Everything that was appended.</summary>
    internal IReadOnlyList<AgentInput.PoolEntry> Entries => _entries;

    /// <summary>Whether the broker is away.</summary>
    internal bool IsAway { get; set; }

    internal ulong Append(AgentId author, PoolEvent entry, long nowMicros)
    {
        ulong sequence = (ulong)_entries.Count + 1;
        _entries.Add(new AgentInput.PoolEntry(sequence, author, Epoch + nowMicros, entry));
        return sequence;
    }
}

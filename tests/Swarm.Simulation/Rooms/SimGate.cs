using Swarm.Core;
using Swarm.Core.Signing;

namespace Swarm.Simulation.Rooms;

/// <summary>What stands before a process's mailbox, as in a real agent: signatures are checked here.</summary>
internal sealed class SimGate(CoreSettings settings, ISignatures signatures)
{
    private const int MaxEarly = 1_024;

    private readonly EntryGate _entries = new(settings, signatures);
    private readonly Queue<AgentInput.Peer> _early = new();
    private PeerCheck _peers = new(KeyTable.Empty, signatures);

    /// <summary>Reads the next entry of the log.</summary>
    /// <param name="entry">The entry as it was stored.</param>
    /// <param name="waited">What peers said about a view that is installed now.</param>
    /// <returns>The entry without the signatures that do not hold.</returns>
    internal AgentInput.PoolEntry Read(AgentInput.PoolEntry entry, out IReadOnlyList<AgentInput.Peer> waited)
    {
        KeyTable before = _entries.Keys;
        AgentInput.PoolEntry good = _entries.Check(entry);
        waited = [];
        if (_entries.Keys != before)
        {
            _peers = new PeerCheck(_entries.Keys, signatures);
            waited = [.. _early];
            _early.Clear();
        }

        return good;
    }

    /// <summary>Judges a word; what is early is kept until its view is read of.</summary>
    internal PeerVerdict Judge(AgentInput.Peer word)
    {
        PeerVerdict verdict = _peers.Judge(word);
        if (verdict == PeerVerdict.Early && _early.Count < MaxEarly)
        {
            _early.Enqueue(word);
        }

        return verdict;
    }
}

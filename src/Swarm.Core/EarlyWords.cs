namespace Swarm.Core;

/// <summary>
/// Words about a view that was not read from the log yet. They wait for it, as many as there is room for.
/// </summary>
internal sealed class EarlyWords
{
    private const int Capacity = 1024;

    private readonly Queue<AgentInput.Peer> _words = new();

    /// <summary>The epoch that a word between members is about.</summary>
    internal static long EpochOf(PeerMessage message) => message switch
    {
        PeerMessage.BidMade made => made.Bid.Epoch,
        PeerMessage.Proposal proposal => proposal.Slot.Epoch,
        PeerMessage.VoteCast cast => cast.Vote.Slot.Epoch,
        PeerMessage.PreparesCollected collected => collected.Slot.Epoch,
        PeerMessage.BallotChanged changed => changed.Change.Slot.Epoch,
        _ => throw Invariant.Unreachable(message),
    };

    /// <summary>Keeps a word, if there is room: what is dropped is said again by protocol.</summary>
    internal void Keep(AgentInput.Peer word)
    {
        if (_words.Count < Capacity)
        {
            _words.Enqueue(word);
        }
    }

    /// <summary>Takes out everything; what is about earlier views than this is dropped.</summary>
    internal IReadOnlyList<AgentInput.Peer> TakeFrom(long epoch)
    {
        AgentInput.Peer[] words = [.. _words.Where(word => EpochOf(word.Message) >= epoch)];
        _words.Clear();
        return words;
    }
}

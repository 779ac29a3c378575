using Swarm.Core.Consensus;

namespace Swarm.Core.Signing;

/// <summary>
/// Where commit votes wait unchecked at members that did not propose: the proposer appends the decision, and whoever
/// reads the entry checks the votes it carries. All that wait for a ballot are let out when one of them is said again,
/// for then the entry does not come, or when they disagree about the batch, for then somebody may lie.
/// </summary>
/// <remarks>
/// So a decision costs a member one quorum of checks, not the votes that it heard and those in the log, which are
/// seldom the same.
/// </remarks>
public sealed class CommitLobby
{
    // In smaller committees there may be nobody left to say it again when the proposer is gone.
    private const int LeastMembers = 4;
    private const int MaxHeldOfPeer = 256;

    private readonly Dictionary<(Slot Slot, int Ballot), Place> _places = [];
    private readonly Dictionary<AgentId, Queue<(Slot Slot, int Ballot)>> _held = [];

    /// <summary>Takes in a word that may be a commit vote.</summary>
    /// <param name="word">The word.</param>
    /// <param name="self">Who hears it.</param>
    /// <param name="keys">Who decides.</param>
    /// <returns>The words to be checked now; none when it waits.</returns>
    public IReadOnlyList<AgentInput.Peer> Enter(AgentInput.Peer word, AgentId self, KeyTable keys)
    {
        if (word.Message is not PeerMessage.VoteCast { Vote: { Phase: VotePhase.Commit } vote }
            || keys.CommitteeOf(vote.Slot) is not { } committee
            || committee.Members.Count < LeastMembers
            || committee.Proposer(vote.Ballot).Agent == self)
        {
            return [word];
        }

        (Slot Slot, int Ballot) key = (vote.Slot, vote.Ballot);
        if (!_places.TryGetValue(key, out Place? place))
        {
            _places[key] = place = new Place(vote.Batch);
        }

        if (place.IsOpen)
        {
            return [word];
        }

        if (place.Batch != vote.Batch || place.Words.Exists(other => other.From == word.From))
        {
            place.IsOpen = true;
            AgentInput.Peer[] all =
                [.. place.Words.Where(other => other.From != word.From || place.Batch != vote.Batch), word];
            place.Words.Clear();
            return all;
        }

        place.Words.Add(word);
        Bound(word.From.Agent, key);
        return [];
    }

    // Whoever says too much loses its own oldest words, nobody else's.
    private void Bound(AgentId peer, (Slot Slot, int Ballot) newest)
    {
        if (!_held.TryGetValue(peer, out Queue<(Slot Slot, int Ballot)>? order))
        {
            _held[peer] = order = new Queue<(Slot Slot, int Ballot)>();
        }

        order.Enqueue(newest);
        if (order.Count <= MaxHeldOfPeer)
        {
            return;
        }

        (Slot Slot, int Ballot) oldest = order.Dequeue();
        if (_places.TryGetValue(oldest, out Place? place))
        {
            place.Words.RemoveAll(word => word.From.Agent == peer);
            if (place.Words.Count == 0)
            {
                _places.Remove(oldest);
            }
        }
    }

    /// <summary>What waits for one ballot of a slot.</summary>
    private sealed class Place(Digest batch)
    {
        internal Digest Batch { get; } = batch;

        internal List<AgentInput.Peer> Words { get; } = [];

        internal bool IsOpen { get; set; }
    }
}

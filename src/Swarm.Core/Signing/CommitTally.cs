using Swarm.Core.Consensus;

namespace Swarm.Core.Signing;

/// <summary>
/// Counts the commit votes that were checked, so that votes beyond a quorum cost no check. Whoever was counted may
/// vote again, for the first may have been lost behind the gate.
/// </summary>
public sealed class CommitTally
{
    private const int Capacity = 256;

    private readonly Dictionary<(Slot Slot, int Ballot, Digest Batch), List<AgentId>> _voters = [];
    private readonly Queue<(Slot Slot, int Ballot, Digest Batch)> _order = new();

    /// <summary>Whether enough others voted so.</summary>
    /// <param name="vote">A vote that is not checked yet.</param>
    /// <param name="keys">Who decides.</param>
    public bool IsSurplus(SignedVote vote, KeyTable keys) =>
        vote.Phase == VotePhase.Commit
        && keys.CommitteeOf(vote.Slot) is { } committee
        && _voters.TryGetValue(Place(vote), out List<AgentId>? voters)
        && voters.Count >= committee.Quorum.Size
        && !voters.Contains(vote.Voter.Agent);

    /// <summary>Counts a vote that was checked, or made here.</summary>
    public void Add(SignedVote vote)
    {
        if (vote.Phase != VotePhase.Commit)
        {
            return;
        }

        if (!_voters.TryGetValue(Place(vote), out List<AgentId>? voters))
        {
            if (_order.Count >= Capacity)
            {
                _voters.Remove(_order.Dequeue());
            }

            _order.Enqueue(Place(vote));
            _voters[Place(vote)] = voters = [];
        }

        if (!voters.Contains(vote.Voter.Agent))
        {
            voters.Add(vote.Voter.Agent);
        }
    }

    private static (Slot Slot, int Ballot, Digest Batch) Place(SignedVote vote) => (vote.Slot, vote.Ballot, vote.Batch);
}

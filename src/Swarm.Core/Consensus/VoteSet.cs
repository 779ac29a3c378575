using Swarm.Core.Membership;

namespace Swarm.Core.Consensus;

/// <summary>The votes of one show of hands: one of each voter, the first that came.</summary>
internal sealed class VoteSet
{
    private readonly List<SignedVote> _votes = [];

    /// <summary>Adds a vote, unless its voter voted before.</summary>
    internal bool Add(SignedVote vote)
    {
        if (Of(vote.Voter) is not null)
        {
            return false;
        }

        _votes.Add(vote);
        return true;
    }

    /// <summary>The vote of a member, or null.</summary>
    internal SignedVote? Of(MemberKey voter) => _votes.Find(vote => vote.Voter == voter);

    /// <summary>The votes for a batch.</summary>
    internal IReadOnlyList<SignedVote> For(Digest batch) => _votes.FindAll(vote => vote.Batch == batch);

    /// <summary>Whether enough voted for a batch.</summary>
    internal bool HasQuorum(Digest batch, Quorum quorum)
    {
        int count = 0;
        foreach (SignedVote vote in _votes)
        {
            count += vote.Batch == batch ? 1 : 0;
        }

        return count >= quorum.Size;
    }
}

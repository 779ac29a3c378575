using Swarm.Core.Membership;

namespace Swarm.Core.Consensus;

/// <summary>The votes of one show of hands: one of each voter, the first that came.</summary>
internal sealed class VoteSet
{
    private readonly List<SignedVote> _votes = [];

    /// <summary>Adds a vote, unless its voter voted before.</summary>
    /// <returns>The proof that the voter lies, if this vote and the one before are one.</returns>
    internal Contradiction? Add(SignedVote vote)
    {
        if (Of(vote.Voter) is { } before)
        {
            Contradiction both = new(before, vote);
            return both.Problem is null ? both : null;
        }

        _votes.Add(vote);
        return null;
    }

    /// <summary>The vote of a member, or null.</summary>
    internal SignedVote? Of(MemberKey voter) => _votes.Find(vote => vote.Voter == voter);

    /// <summary>As many votes for a batch as are enough, first come first.</summary>
    internal IReadOnlyList<SignedVote> For(Digest batch, Quorum quorum) =>
        [.. _votes.Where(vote => vote.Batch == batch).Take(quorum.Size)];

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

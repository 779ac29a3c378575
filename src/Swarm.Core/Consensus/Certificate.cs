using Swarm.Core.Scheduling;

namespace Swarm.Core.Consensus;

/// <summary>A quorum of signed commit votes for one batch: whoever holds it can show that the committee decided.
/// </summary>
/// <param name="Slot">What was decided.</param>
/// <param name="Ballot">In whose turn.</param>
/// <param name="Batch">The digest of the batch.</param>
/// <param name="Commits">The votes, one of each voter.</param>
public sealed record Certificate(Slot Slot, int Ballot, Digest Batch, IReadOnlyList<SignedVote> Commits)
{
    /// <summary>Says why this does not show that a committee decided a batch for a slot; null when it does.</summary>
    public string? ProblemFor(Slot slot, Digest batch, Committee committee)
    {
        if (Slot != slot || Batch != batch)
        {
            return "the certificate is for something else";
        }

        int votes = Commits
            .Where(vote => vote.Slot == slot && vote.Ballot == Ballot && vote.Batch == batch)
            .Where(vote => vote.IsSigned && vote.Phase == VotePhase.Commit && committee.RankOf(vote.Voter) >= 0)
            .Select(vote => vote.Voter).Distinct().Count();
        return votes >= committee.Quorum.Size ? null : $"the certificate has {votes} votes of {committee.Quorum.Size}";
    }
}

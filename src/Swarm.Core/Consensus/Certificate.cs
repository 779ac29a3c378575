namespace Swarm.Core.Consensus;

/// <summary>A quorum of commit votes for one batch: whoever holds it can show that the committee decided.</summary>
/// <param name="Slot">What was decided.</param>
/// <param name="Ballot">In whose turn.</param>
/// <param name="Batch">The digest of the batch.</param>
/// <param name="Commits">The votes, one of each voter.</param>
public sealed record Certificate(Slot Slot, int Ballot, Digest Batch, IReadOnlyList<SignedVote> Commits);

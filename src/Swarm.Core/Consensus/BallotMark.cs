namespace Swarm.Core.Consensus;

/// <summary>A batch and a ballot in which it was voted for.</summary>
/// <param name="Batch">The digest of the batch.</param>
/// <param name="Ballot">The ballot.</param>
public readonly record struct BallotMark(Digest Batch, int Ballot);

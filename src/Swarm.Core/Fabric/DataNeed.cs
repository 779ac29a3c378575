namespace Swarm.Core.Fabric;

/// <summary>Content that a run needs: named by its digest, or by a path at an agent.</summary>
/// <param name="Number">Counts the needs of one incarnation.</param>
/// <param name="Digest">The digest, when it is known.</param>
/// <param name="At">The path at an agent, when the digest is not known.</param>
/// <param name="SizeBytes">Its length, or 0 when it is not known.</param>
public sealed record DataNeed(long Number, Digest? Digest, DataRef.At? At, long SizeBytes);

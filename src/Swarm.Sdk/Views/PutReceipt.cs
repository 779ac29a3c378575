namespace Swarm.Sdk.Views;

/// <summary>Bytes that were put into the swarm.</summary>
/// <param name="Digest">Their digest, by which they can be fetched.</param>
/// <param name="SizeBytes">How many there are.</param>
/// <param name="Warning">
/// Empty when they are durable; else a sentence that says on which single machine they lie.
/// </param>
public sealed record PutReceipt(Digest Digest, long SizeBytes, string Warning);

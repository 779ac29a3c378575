namespace Swarm.Sdk.Views;

/// <summary>One agent that has a file.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Digest">The digest of the file.</param>
/// <param name="SizeBytes">Its length.</param>
public sealed record DataLocation(string Agent, Digest Digest, long SizeBytes);

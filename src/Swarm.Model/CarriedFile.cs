namespace Swarm.Model;

/// <summary>A file from the campaign's own folder that travels with it.</summary>
/// <param name="Path">Its path from that folder.</param>
/// <param name="SizeBytes">Its length.</param>
/// <param name="Digest">The digest of its content.</param>
/// <param name="Executable">Whether it may be executed.</param>
public sealed record CarriedFile(string Path, long SizeBytes, Digest Digest, bool Executable);

namespace Swarm.Model;

/// <summary>One file that an activity left behind.</summary>
/// <param name="Path">
/// Where it belongs: the declared output it came from and the rest of its path, with '/' between, never leaving it.
/// </param>
/// <param name="SizeBytes">Its length.</param>
/// <param name="Digest">The digest of its content.</param>
/// <param name="Executable">Whether it may be executed.</param>
public sealed record OutputFile(string Path, long SizeBytes, Digest Digest, bool Executable);

namespace Swarm.Agent.Fabric;

/// <summary>A file that an attempt is to find below its working directory.</summary>
/// <param name="Target">Its path below the working directory.</param>
/// <param name="Digest">Its content in the store; null when it is taken from a path of this machine.</param>
/// <param name="SizeBytes">Its length.</param>
/// <param name="Executable">Whether it is made executable.</param>
/// <param name="LocalPath">The absolute path it is copied from, or null.</param>
internal sealed record PlannedFile(
    string Target, Digest? Digest, long SizeBytes, bool Executable, string? LocalPath = null);

namespace Swarm.Agent.Fabric;

/// <summary>A file on the shelves of the content store.</summary>
/// <param name="Digest">Its content.</param>
/// <param name="IsRunnable">Whether it is the copy that may be executed.</param>
/// <param name="SizeBytes">Its length.</param>
/// <param name="UsedTicks">When it was last used, in ticks of UTC.</param>
internal readonly record struct ShelvedFile(Digest Digest, bool IsRunnable, long SizeBytes, long UsedTicks);

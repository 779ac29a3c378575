namespace Swarm.Agent.Fabric;

/// <summary>A file that was found in a folder.</summary>
/// <param name="Path">Its real, absolute path.</param>
/// <param name="Below">Its path from where the search began; empty when that was the file itself.</param>
/// <param name="Facts">What the disk says about it.</param>
internal readonly record struct FoundFile(string Path, string Below, FileFacts Facts);

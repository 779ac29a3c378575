namespace Swarm.Agent.Fabric;

/// <summary>How much content is kept.</summary>
/// <param name="Files">How many files.</param>
/// <param name="Bytes">How long they are together.</param>
internal readonly record struct ContentUsage(long Files, long Bytes);

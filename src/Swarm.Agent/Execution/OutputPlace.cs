namespace Swarm.Agent.Execution;

/// <summary>Where a declared output is made and where it is seen afterwards.</summary>
/// <param name="Ref">The declaration.</param>
/// <param name="WorkPath">Its absolute path in the attempt's private folder.</param>
/// <param name="PublishedPath">Its path below the agent's root once its result stands.</param>
internal sealed record OutputPlace(DataRef Ref, string WorkPath, string PublishedPath);

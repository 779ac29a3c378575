namespace Swarm.Core;

/// <summary>What an activity left behind, and where.</summary>
/// <param name="Holder">The agent that made it.</param>
/// <param name="Manifest">What there is.</param>
public sealed record ProducedOutput(AgentId Holder, OutputManifest Manifest);

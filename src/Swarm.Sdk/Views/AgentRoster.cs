namespace Swarm.Sdk.Views;

/// <summary>All agents as one of them sees them.</summary>
/// <param name="Epoch">The number of the view.</param>
/// <param name="Agents">The agents.</param>
public sealed record AgentRoster(long Epoch, IReadOnlyList<AgentEntry> Agents);

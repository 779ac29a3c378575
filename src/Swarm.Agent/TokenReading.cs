using Swarm.Agent.Identity;

namespace Swarm.Agent;

/// <summary>What a token says of itself; never its secret.</summary>
/// <param name="Kind">What it enrols.</param>
/// <param name="Name">For whom; null for any name that is free.</param>
/// <param name="Place">Who answers: <c>host:port</c> of an agent, or a folder of this host.</param>
public sealed record TokenReading(PrincipalKind Kind, string? Name, string Place);

using Swarm.Core.Membership;

namespace Swarm.Agent.Fabric;

/// <summary>What the fabric knows of its own agent.</summary>
/// <param name="Agent">Its name.</param>
/// <param name="Endpoint">Where it serves content, as <c>host:port</c>.</param>
/// <param name="Capabilities">What it offers, its tags and aliases among it.</param>
internal sealed record AgentFacts(AgentId Agent, string Endpoint, Capabilities Capabilities)
{
    /// <summary>Whether a placement means this agent.</summary>
    internal bool IsMeantBy(Placement placement) => Capabilities.IsAt(Agent, placement);
}

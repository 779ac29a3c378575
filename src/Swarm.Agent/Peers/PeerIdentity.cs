using Swarm.Agent.Identity;

namespace Swarm.Agent.Peers;

/// <summary>Who this agent is to its peers.</summary>
/// <param name="Self">Its name.</param>
/// <param name="Secret">The swarm's secret.</param>
internal sealed record PeerIdentity(AgentId Self, SwarmSecret Secret);

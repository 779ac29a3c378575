using Swarm.Agent.Identity;

namespace Swarm.Agent.Peers;

/// <summary>Who this agent is to its peers.</summary>
/// <param name="Self">Its name.</param>
/// <param name="Credentials">Its certificate, and whom it trusts.</param>
/// <param name="Secret">
/// The secret by which others may be enrolled; null where an operator's tokens alone enrol.
/// </param>
internal sealed record PeerIdentity(AgentId Self, AgentIdentity Credentials, SwarmSecret? Secret);

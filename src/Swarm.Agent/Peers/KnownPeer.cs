using Swarm.Core.Membership;

namespace Swarm.Agent.Peers;

/// <summary>One agent of the swarm, as far as a newcomer needs to know it.</summary>
/// <param name="Key">Its name and incarnation; incarnation 0 while it has none.</param>
/// <param name="Endpoint">Where its peers reach it, as <c>host:port</c>.</param>
internal sealed record KnownPeer(MemberKey Key, string Endpoint);

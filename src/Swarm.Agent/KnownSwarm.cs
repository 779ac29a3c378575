using Swarm.Agent.Peers;

namespace Swarm.Agent;

/// <summary>What an agent knows of its swarm, to tell newcomers.</summary>
/// <param name="Swarm">The swarm's id.</param>
/// <param name="Members">Who is in it or asks to be.</param>
internal sealed record KnownSwarm(Digest Swarm, IReadOnlyList<KnownPeer> Members);

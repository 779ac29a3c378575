namespace Swarm.Core.Membership;

/// <summary>One agent as a view lists it.</summary>
/// <param name="Key">The agent and its incarnation.</param>
/// <param name="PublicKey">What its signatures are checked by.</param>
/// <param name="Endpoint">Where its peers reach it, as <c>host:port</c>.</param>
/// <param name="Capabilities">What it offers.</param>
public sealed record Member(MemberKey Key, PublicKey PublicKey, string Endpoint, Capabilities Capabilities)
{
    /// <summary>The agent.</summary>
    public AgentId Agent => Key.Agent;
}

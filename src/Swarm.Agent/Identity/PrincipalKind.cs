namespace Swarm.Agent.Identity;

/// <summary>What a certificate lets its holder be.</summary>
public enum PrincipalKind
{
    /// <summary>An agent: a member of the swarm, a peer of others, a user of the broker.</summary>
    Agent,

    /// <summary>An agent's delegation: it may enrol others for some days.</summary>
    Issuer,

    /// <summary>A person or program that asks agents over the network.</summary>
    User,
}

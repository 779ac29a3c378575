namespace Swarm.Agent.Peers;

/// <summary>What an agent tells one that has shown that it belongs to the swarm.</summary>
/// <param name="Host">Who tells it.</param>
/// <param name="Swarm">The swarm's id.</param>
/// <param name="BrokerUrl">Where the broker is.</param>
/// <param name="BrokerToken">What opens it, or null where it asks for nothing.</param>
/// <param name="Log">The swarm's short name at the broker.</param>
/// <param name="Members">Whom the host knows, itself included.</param>
internal sealed record PeerWelcome(
    AgentId Host, Digest Swarm, string BrokerUrl, string? BrokerToken, string Log, IReadOnlyList<KnownPeer> Members)
{
    /// <summary>The agent that runs the broker, at which to enter too; null where others run it.</summary>
    internal AgentId? BrokerHost { get; init; }

    /// <summary>Who told it; never the token.</summary>
    public override string ToString() => $"welcome of {Host} to {Swarm.Short}";
}

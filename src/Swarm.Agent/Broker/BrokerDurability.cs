namespace Swarm.Agent.Broker;

/// <summary>Whether what the broker acknowledges survives a power cut, and how we know.</summary>
/// <param name="Kind">How we know.</param>
/// <param name="Text">The same for people, in a few words.</param>
internal sealed record BrokerDurability(BrokerDurabilityKind Kind, string Text)
{
    /// <summary>Proven by the synchronous attribute of the store.</summary>
    internal static BrokerDurability SynchronousStore(string folder) =>
        new(BrokerDurabilityKind.Proven, $"durable (synchronous attribute on {folder})");

    /// <summary>Proven by the running server's own word that it syncs every write.</summary>
    internal static BrokerDurability SyncAlways(Version version) =>
        new(BrokerDurabilityKind.Proven, $"durable (nats-server {version} with sync_interval: always)");

    /// <summary>Answered for by those who were in the swarm before.</summary>
    internal static BrokerDurability ReportedBy(AgentId host) =>
        new(BrokerDurabilityKind.Reported, $"as durable as it was made: agent {host} told where it is");

    /// <summary>Not proven, and the operator said that this is fine.</summary>
    internal static BrokerDurability LossAccepted(string reason) =>
        new(BrokerDurabilityKind.LossAccepted, $"not durable ({reason}; data loss accepted)");

    /// <summary>What is known of a broker that others run.</summary>
    /// <exception cref="SwarmException">The operator says neither that it is durable nor that loss is fine.</exception>
    internal static BrokerDurability OfGiven(string url, bool asserted, bool acceptDataLoss) =>
        (asserted, acceptDataLoss) switch
        {
            (true, _) => new(BrokerDurabilityKind.Asserted, "durable (asserted by the operator)"),
            (_, true) => LossAccepted("nobody asserts it"),
            _ => throw new SwarmException(
                ErrorCode.NotDurable,
                $"nobody says whether what the broker {url} acknowledges survives a power cut: set pool.durable to "
                + "true if it syncs every write (sync_interval: always), or pass --accept-data-loss"),
        };
}

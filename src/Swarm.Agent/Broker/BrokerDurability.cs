namespace Swarm.Agent.Broker;

/// <summary>Whether what the broker acknowledges survives a power cut, and how we know.</summary>
/// <param name="Holds">Whether it does.</param>
/// <param name="Text">How we know, or what was accepted instead; for people.</param>
internal sealed record BrokerDurability(bool Holds, string Text)
{
    /// <summary>Proven by the synchronous attribute of the store.</summary>
    internal static BrokerDurability SynchronousStore(string folder) =>
        new(true, $"durable (synchronous attribute on {folder})");

    /// <summary>Proven by the running server's own word that it syncs every write.</summary>
    internal static BrokerDurability SyncAlways(Version version) =>
        new(true, $"durable (nats-server {version} with sync_interval: always)");

    /// <summary>Not proven, and the operator said that this is fine.</summary>
    internal static BrokerDurability LossAccepted(string reason) =>
        new(false, $"not durable ({reason}; data loss accepted)");

    /// <summary>What is known of a broker that others run.</summary>
    /// <exception cref="SwarmException">The operator says neither that it is durable nor that loss is fine.</exception>
    internal static BrokerDurability OfGiven(string url, bool asserted, bool acceptDataLoss) =>
        (asserted, acceptDataLoss) switch
        {
            (true, _) => new(true, "durable (asserted by the operator)"),
            (_, true) => LossAccepted("nobody asserts it"),
            _ => throw new SwarmException(
                ErrorCode.NotDurable,
                $"nobody says whether what the broker {url} acknowledges survives a power cut: set pool.durable to "
                + "true if it syncs every write (sync_interval: always), or pass --accept-data-loss"),
        };
}

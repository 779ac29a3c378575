namespace Swarm.Agent.Broker;

/// <summary>How the child broker is run; of no effect where <c>pool.url</c> names a broker.</summary>
public sealed record BrokerOptions
{
    /// <summary>The nats-server to run. Default: the first on PATH, else /usr/sbin/nats-server.</summary>
    public string? Executable { get; init; }

    /// <summary>
    /// Its port, which agents of other hosts must reach. Default: one that is chosen at the first start and kept.
    /// </summary>
    public int? Port { get; init; }

    /// <summary>
    /// Whether to go on where it cannot be proven that what the broker acknowledges survives a power cut. Default no:
    /// a lost acknowledged entry is a lost campaign.
    /// </summary>
    public bool AcceptDataLoss { get; init; }

    /// <summary>
    /// The most bytes the broker may keep. Default: what nats-server takes, three quarters of the free disk space.
    /// </summary>
    public long? MaxStoreBytes { get; init; }

    /// <summary>How long a start may take, recovery of the store included. Default 60 s.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the broker may take to end before it is killed. Default 10 s.</summary>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often it is looked after; a dead broker is missed for at most this long. Shorter costs a look at /proc each
    /// time. Default 400 ms.
    /// </summary>
    public TimeSpan WatchInterval { get; init; } = TimeSpan.FromMilliseconds(400);
}

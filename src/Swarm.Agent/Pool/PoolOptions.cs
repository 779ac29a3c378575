namespace Swarm.Agent.Pool;

/// <summary>Where the job pool is and how much it keeps.</summary>
public sealed record PoolOptions
{
    /// <summary>
    /// The broker that others run, as <c>nats://host:port</c>. Default: none; the founding agent runs one of its own,
    /// and those who join are told where it is.
    /// </summary>
    public string? Url { get; init; }

    /// <summary>
    /// The name of the swarm at the broker, 1 to 32 letters and digits. Swarms that share a broker have different ones;
    /// of no effect for those who join, who are told it. Default "main".
    /// </summary>
    public string Name { get; init; } = "main";

    /// <summary>Whether the name is one.</summary>
    public bool HasName => PoolSubjects.IsName(Name);

    /// <summary>
    /// The file with the token of a given broker, readable by its owner only. Default: it asks for none.
    /// </summary>
    public string? TokenFile { get; init; }

    /// <summary>
    /// Whether the operator asserts that what a given broker acknowledges survives a power cut. Default no, and the
    /// agent then does not start without <c>--accept-data-loss</c>.
    /// </summary>
    public bool Durable { get; init; }

    /// <summary>
    /// Copies of every entry on the servers of a cluster: 1, 3 or 5. Default 1. More survive lost machines and cost a
    /// round trip between servers for each entry.
    /// </summary>
    public int Replicas { get; init; } = 1;

    /// <summary>
    /// The most bytes the log may hold before it refuses entries. Default: what the broker's disk holds.
    /// </summary>
    public long? MaxBytes { get; init; }

    /// <summary>
    /// How long the broker recognises a campaign that is submitted again. Later resubmissions are recognised when the
    /// log is read, so this only saves space. Default 2 minutes.
    /// </summary>
    public TimeSpan DuplicateWindow { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long an append waits for its acknowledgement before its outcome is unknown. Default 5 s.</summary>
    public TimeSpan AppendLimit { get; init; } = TimeSpan.FromSeconds(5);
}

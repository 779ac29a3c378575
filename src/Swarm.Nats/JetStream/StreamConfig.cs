namespace Swarm.Nats.JetStream;

/// <summary>What a stream is. What is null is left to the server; what is set must come back in its answer.</summary>
public sealed record StreamConfig
{
    /// <summary>Its name, without dots or blanks.</summary>
    public required string Name { get; init; }

    /// <summary>A sentence for people.</summary>
    public string? Description { get; init; }

    /// <summary>The subjects it stores; may have wildcards.</summary>
    public IReadOnlyList<string>? Subjects { get; init; }

    /// <summary>When it lets messages go.</summary>
    public StreamConfigRetention Retention { get; init; }

    /// <summary>Where it keeps them.</summary>
    public StreamConfigStorage Storage { get; init; }

    /// <summary>What it does when full.</summary>
    public StreamConfigDiscard? Discard { get; init; }

    /// <summary>
    /// With <see cref="StreamConfigDiscard.New"/>: refuse also what exceeds the limit of one subject.
    /// </summary>
    public bool? DiscardNewPerSubject { get; init; }

    /// <summary>Most messages; -1 for no limit.</summary>
    public long? MaxMsgs { get; init; }

    /// <summary>Most messages of one subject; -1 for no limit.</summary>
    public long? MaxMsgsPerSubject { get; init; }

    /// <summary>Most bytes; -1 for no limit.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>Largest message in bytes; -1 for the server's limit.</summary>
    public int? MaxMsgSize { get; init; }

    /// <summary>How long it keeps a message; zero for ever.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>How long it remembers message ids; the server's default is 2 minutes.</summary>
    public TimeSpan? DuplicateWindow { get; init; }

    /// <summary>Copies on servers of a cluster: 1, 3 or 5.</summary>
    public int? NumReplicas { get; init; }

    /// <summary>Whether single messages cannot be deleted.</summary>
    public bool? DenyDelete { get; init; }

    /// <summary>Whether it cannot be purged.</summary>
    public bool? DenyPurge { get; init; }

    /// <summary>Whether a publisher may replace what came before by a header.</summary>
    public bool? AllowRollupHdrs { get; init; }

    /// <summary>Whether every replica answers gets, without the API.</summary>
    public bool? AllowDirect { get; init; }

    /// <summary>Compression (nats-server 2.10).</summary>
    public StreamConfigCompression? Compression { get; init; }

    /// <summary>Names and values of the owner's own (nats-server 2.10).</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}

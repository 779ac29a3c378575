namespace Swarm.Nats.JetStream;

/// <summary>Where an ordered reader starts and what it wants to see.</summary>
public sealed record NatsJSOrderedConsumerOpts
{
    /// <summary>From the first message, with the default limits.</summary>
    public static NatsJSOrderedConsumerOpts Default { get; } = new();

    /// <summary>Only this subject; may have wildcards. Null for all.</summary>
    public string? FilterSubject { get; init; }

    /// <summary>Where to start.</summary>
    public ConsumerConfigDeliverPolicy DeliverPolicy { get; init; }

    /// <summary>The first sequence, with <see cref="ConsumerConfigDeliverPolicy.ByStartSequence"/>.</summary>
    public ulong? OptStartSeq { get; init; }

    /// <summary>The first instant, with <see cref="ConsumerConfigDeliverPolicy.ByStartTime"/>.</summary>
    public DateTimeOffset? OptStartTime { get; init; }

    /// <summary>Whether payloads are left out.</summary>
    public bool HeadersOnly { get; init; }

    /// <summary>
    /// What the names of its consumers start with, so that a broker can grant them. Default "ordered".
    /// </summary>
    public string NamePrefix { get; init; } = "ordered";

    /// <summary>Most messages held for the reader; the server holds the rest. Default 1,000.</summary>
    public int MaxMsgs { get; init; } = 1_000;

    /// <summary>Most bytes held for the reader; the server holds the rest. Default 8 MiB.</summary>
    public int MaxSizeBytes { get; init; } = 8 * 1024 * 1024;
}

namespace Swarm.Nats.JetStream;

/// <summary>What a pull consumer is. What is null is left to the server; what is set must come back.</summary>
public sealed record ConsumerConfig
{
    /// <summary>The name of an ephemeral consumer; leave it null for a durable one.</summary>
    public string? Name { get; init; }

    /// <summary>The name of a consumer that stays until it is deleted.</summary>
    public string? DurableName { get; init; }

    /// <summary>A sentence for people.</summary>
    public string? Description { get; init; }

    /// <summary>Where it starts.</summary>
    public ConsumerConfigDeliverPolicy DeliverPolicy { get; init; }

    /// <summary>The first sequence, with <see cref="ConsumerConfigDeliverPolicy.ByStartSequence"/>.</summary>
    public ulong? OptStartSeq { get; init; }

    /// <summary>The first instant, with <see cref="ConsumerConfigDeliverPolicy.ByStartTime"/>.</summary>
    public DateTimeOffset? OptStartTime { get; init; }

    /// <summary>What it expects for each message.</summary>
    public ConsumerConfigAckPolicy AckPolicy { get; init; }

    /// <summary>When an unacknowledged message is delivered again; the server's default is 30 s.</summary>
    public TimeSpan? AckWait { get; init; }

    /// <summary>How often a message is tried; -1 for ever.</summary>
    public long? MaxDeliver { get; init; }

    /// <summary>Only this subject; may have wildcards.</summary>
    public string? FilterSubject { get; init; }

    /// <summary>Only these subjects (nats-server 2.10).</summary>
    public IReadOnlyList<string>? FilterSubjects { get; init; }

    /// <summary>How many messages may be unacknowledged; -1 for no limit.</summary>
    public long? MaxAckPending { get; init; }

    /// <summary>How many pulls may wait.</summary>
    public int? MaxWaiting { get; init; }

    /// <summary>Whether payloads are left out.</summary>
    public bool? HeadersOnly { get; init; }

    /// <summary>When a consumer nobody pulls from is removed.</summary>
    public TimeSpan? InactiveThreshold { get; init; }

    /// <summary>Copies; zero for as many as the stream.</summary>
    public int? NumReplicas { get; init; }

    /// <summary>Whether its state is in memory only.</summary>
    public bool? MemStorage { get; init; }

    /// <summary>Names and values of the owner's own (nats-server 2.10).</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}

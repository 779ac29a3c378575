using Swarm.Nats.JetStream;

namespace Swarm.Nats.KeyValue;

/// <summary>What a bucket is.</summary>
public sealed record NatsKVConfig
{
    /// <summary>Its name: letters, digits, dash and underscore.</summary>
    public required string Bucket { get; init; }

    /// <summary>A sentence for people.</summary>
    public string? Description { get; init; }

    /// <summary>How many values of a key are kept, up to 64. Default 1.</summary>
    public int History { get; init; } = 1;

    /// <summary>How long a value lives; zero for ever. This is how a lease ends.</summary>
    public TimeSpan MaxAge { get; init; }

    /// <summary>Most bytes of the bucket; -1 for no limit.</summary>
    public long MaxBytes { get; init; } = -1;

    /// <summary>Where values are kept.</summary>
    public StreamConfigStorage Storage { get; init; }

    /// <summary>Copies on servers of a cluster: 1, 3 or 5.</summary>
    public int NumberOfReplicas { get; init; } = 1;
}

using Swarm.Nats.JetStream;

namespace Swarm.Nats.ObjectStore;

/// <summary>What an object store is.</summary>
public sealed record NatsObjConfig
{
    /// <summary>Its name: letters, digits, dash and underscore.</summary>
    public required string Bucket { get; init; }

    /// <summary>A sentence for people.</summary>
    public string? Description { get; init; }

    /// <summary>How long objects live; zero for ever.</summary>
    public TimeSpan MaxAge { get; init; }

    /// <summary>Most bytes of the store; -1 for no limit.</summary>
    public long MaxBytes { get; init; } = -1;

    /// <summary>Where objects are kept.</summary>
    public StreamConfigStorage Storage { get; init; }

    /// <summary>Copies on servers of a cluster: 1, 3 or 5.</summary>
    public int NumberOfReplicas { get; init; } = 1;
}

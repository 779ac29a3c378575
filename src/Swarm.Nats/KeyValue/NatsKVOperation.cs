namespace Swarm.Nats.KeyValue;

/// <summary>What happened to a key.</summary>
public enum NatsKVOperation
{
    /// <summary>It has a value.</summary>
    Put,

    /// <summary>It was deleted; earlier values are kept.</summary>
    Del,

    /// <summary>It was deleted with its earlier values.</summary>
    Purge,
}

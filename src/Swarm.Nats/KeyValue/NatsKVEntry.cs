namespace Swarm.Nats.KeyValue;

/// <summary>A key at one revision.</summary>
/// <typeparam name="T">What values are read as.</typeparam>
/// <param name="Bucket">Where.</param>
/// <param name="Key">Which.</param>
/// <param name="Value">The value; empty when the key was deleted.</param>
/// <param name="Revision">The place in the bucket's one order; what an update is held against.</param>
/// <param name="Created">When the broker stored it.</param>
/// <param name="Operation">Whether this is a value or a deletion.</param>
/// <param name="Delta">In a watch: how many entries were to come when this one was delivered; 0 is the present.</param>
public readonly record struct NatsKVEntry<T>(
    string Bucket,
    string Key,
    T Value,
    ulong Revision,
    DateTimeOffset Created,
    NatsKVOperation Operation,
    ulong Delta);

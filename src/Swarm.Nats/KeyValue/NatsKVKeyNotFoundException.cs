namespace Swarm.Nats.KeyValue;

/// <summary>The key has no value: it never had one, it was deleted, or its time is over.</summary>
/// <param name="bucket">The bucket.</param>
/// <param name="key">The key.</param>
public sealed class NatsKVKeyNotFoundException(string bucket, string key)
    : NatsKVException($"bucket {bucket} has no key {key}");

namespace Swarm.Nats.KeyValue;

/// <summary>The key exists already; nothing was stored.</summary>
/// <param name="key">The key.</param>
public sealed class NatsKVCreateException(string key) : NatsKVException($"key {key} exists already");

namespace Swarm.Nats.KeyValue;

/// <summary>Somebody else has changed the key; nothing was stored.</summary>
/// <param name="key">The key.</param>
/// <param name="reason">The broker's refusal.</param>
public sealed class NatsKVWrongLastRevisionException(string key, Exception? reason)
    : NatsKVException($"key {key} has another revision: read it, decide anew, and update with that one", reason);

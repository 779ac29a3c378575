namespace Swarm.Nats.ObjectStore;

/// <summary>There is no such object.</summary>
/// <param name="bucket">The store.</param>
/// <param name="name">The object.</param>
public sealed class NatsObjNotFoundException(string bucket, string name)
    : NatsObjException($"object store {bucket} has no object {name}");

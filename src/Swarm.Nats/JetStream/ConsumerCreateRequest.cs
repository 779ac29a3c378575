namespace Swarm.Nats.JetStream;

/// <summary>Asks for a consumer.</summary>
internal sealed record ConsumerCreateRequest(string StreamName, ConsumerConfig Config);

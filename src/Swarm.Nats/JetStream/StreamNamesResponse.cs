namespace Swarm.Nats.JetStream;

/// <summary>One page of stream names.</summary>
internal sealed record StreamNamesResponse(string[]? Streams, int Total);

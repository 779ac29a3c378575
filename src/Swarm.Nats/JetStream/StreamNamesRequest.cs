namespace Swarm.Nats.JetStream;

/// <summary>Asks for one page of stream names.</summary>
internal sealed record StreamNamesRequest(int Offset);

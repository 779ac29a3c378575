namespace Swarm.Nats.JetStream;

/// <summary>The answer to a deletion.</summary>
internal sealed record SuccessResponse(bool Success);

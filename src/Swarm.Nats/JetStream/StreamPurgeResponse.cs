namespace Swarm.Nats.JetStream;

/// <summary>The answer to a purge.</summary>
internal sealed record StreamPurgeResponse(bool Success, ulong Purged);

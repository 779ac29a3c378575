using System.Text.Json.Serialization;

namespace Swarm.Nats.JetStream;

/// <summary>What every API answer has: an error, or none.</summary>
internal sealed record ApiEnvelope([property: JsonPropertyName("error")] ApiError? Error);

namespace Swarm.Nats.JetStream;

/// <summary>A message read from a stream by its place, without a consumer.</summary>
/// <param name="Subject">Where it was published.</param>
/// <param name="Sequence">Its place in the stream.</param>
/// <param name="Timestamp">When the broker stored it.</param>
/// <param name="Headers">Its headers; null when it has none.</param>
/// <param name="Data">Its payload.</param>
public sealed record NatsJSStoredMsg(
    string Subject, ulong Sequence, DateTimeOffset Timestamp, NatsHeaders? Headers, ReadOnlyMemory<byte> Data);

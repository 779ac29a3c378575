namespace Swarm.Nats.JetStream;

/// <summary>A message's two places.</summary>
/// <param name="Stream">In the stream: stays.</param>
/// <param name="Consumer">Among the deliveries of this consumer: one more each time.</param>
public readonly record struct NatsJSSequencePair(ulong Stream, ulong Consumer);

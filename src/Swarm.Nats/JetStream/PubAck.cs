namespace Swarm.Nats.JetStream;

/// <summary>The broker's word that a message is stored.</summary>
/// <param name="Stream">Where.</param>
/// <param name="Sequence">Its place in the stream.</param>
/// <param name="Duplicate">Whether a message of this id was there already; the sequence is then that one's.</param>
public readonly record struct PubAck(string Stream, ulong Sequence, bool Duplicate);

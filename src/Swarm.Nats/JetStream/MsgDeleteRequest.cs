namespace Swarm.Nats.JetStream;

/// <summary>Asks to delete one message.</summary>
internal sealed record MsgDeleteRequest(ulong Seq, bool NoErase);

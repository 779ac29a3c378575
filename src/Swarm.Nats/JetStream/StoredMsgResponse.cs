namespace Swarm.Nats.JetStream;

/// <summary>The answer to a get through the API: the message as base64.</summary>
internal sealed record StoredMsgResponse(StoredMsgResponse.Body Message)
{
    /// <summary>The message itself.</summary>
    internal sealed record Body(string Subject, ulong Seq, byte[]? Hdrs, byte[]? Data, DateTimeOffset Time);
}

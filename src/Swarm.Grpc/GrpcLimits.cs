namespace Swarm.Grpc;

/// <summary>
/// The largest message a side agrees to send and to take. Beyond it the call ends with RESOURCE_EXHAUSTED
/// before memory is spent on the message.
/// </summary>
/// <param name="MaxSendSizeBytes">Largest encoded message sent, in bytes, without its framing.</param>
/// <param name="MaxReceiveSizeBytes">Largest encoded message taken, in bytes, without its framing.</param>
public sealed record GrpcLimits(int MaxSendSizeBytes, int MaxReceiveSizeBytes)
{
    /// <summary>Four MiB both ways, which is what stock gRPC takes.</summary>
    public static GrpcLimits Default { get; } = new(4 << 20, 4 << 20);
}

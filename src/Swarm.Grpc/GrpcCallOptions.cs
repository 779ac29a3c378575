namespace Swarm.Grpc;

/// <summary>What one call may have of its own; everything is optional.</summary>
public sealed record GrpcCallOptions
{
    /// <summary>No metadata, no deadline, the channel's limits.</summary>
    public static GrpcCallOptions Default { get; } = new();

    /// <summary>Metadata sent with the call; null for none.</summary>
    public GrpcMetadata? Metadata { get; init; }

    /// <summary>
    /// How long the call may take from its start to its status, told to the server as its deadline; null for ever.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Message sizes for this call; null for the channel's.</summary>
    public GrpcLimits? Limits { get; init; }
}

namespace Swarm.Grpc;

/// <summary>
/// A call that did not end with OK: thrown by clients, and by server methods to choose the status they answer.
/// </summary>
public sealed class GrpcException : Exception
{
    /// <summary>Makes the exception of a status.</summary>
    /// <param name="status">How the call ended; never OK.</param>
    /// <param name="trailers">Metadata that came, or shall go, with the status; null for none.</param>
    /// <param name="cause">What the transport said, if it said something.</param>
    public GrpcException(GrpcStatus status, GrpcMetadata? trailers = null, Exception? cause = null)
        : base($"{status.Code}: {status.Detail}", cause)
    {
        Status = status;
        Trailers = trailers ?? [];
    }

    /// <summary>Makes the exception of a code and its sentence.</summary>
    /// <param name="code">How the call ended; never OK.</param>
    /// <param name="detail">The sentence for people; it should name the remedy.</param>
    public GrpcException(GrpcStatusCode code, string detail)
        : this(new GrpcStatus(code, detail))
    {
    }

    /// <summary>How the call ended.</summary>
    public GrpcStatus Status { get; }

    /// <summary>The code of <see cref="Status"/>, at hand for exception filters.</summary>
    public GrpcStatusCode Code => Status.Code;

    /// <summary>Metadata beside the status; empty if there was none.</summary>
    public GrpcMetadata Trailers { get; }
}

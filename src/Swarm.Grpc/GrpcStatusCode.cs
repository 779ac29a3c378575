namespace Swarm.Grpc;

/// <summary>The seventeen ways a call can end, numbered as on the wire.</summary>
public enum GrpcStatusCode
{
    /// <summary>The call did what it was asked.</summary>
    Ok = 0,

    /// <summary>The call was given up, mostly by its caller.</summary>
    Cancelled = 1,

    /// <summary>Something failed that no other code describes.</summary>
    Unknown = 2,

    /// <summary>The request is wrong whatever the server's state is.</summary>
    InvalidArgument = 3,

    /// <summary>The time ran out before the call ended; its effect may still have happened.</summary>
    DeadlineExceeded = 4,

    /// <summary>What was asked for does not exist.</summary>
    NotFound = 5,

    /// <summary>What should be made exists already.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known and may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A quota, a size limit or the space is used up.</summary>
    ResourceExhausted = 8,

    /// <summary>The system is not in the state the request needs; do not retry before it is.</summary>
    FailedPrecondition = 9,

    /// <summary>The call lost against another one; retry from a higher level.</summary>
    Aborted = 10,

    /// <summary>A position lies beyond the valid range.</summary>
    OutOfRange = 11,

    /// <summary>The server has no such method, or not this variant of it.</summary>
    Unimplemented = 12,

    /// <summary>An invariant of the server or of the wire is broken.</summary>
    Internal = 13,

    /// <summary>The server cannot be reached now; retrying later may help.</summary>
    Unavailable = 14,

    /// <summary>Bytes are lost or spoilt beyond repair.</summary>
    DataLoss = 15,

    /// <summary>The caller did not show who it is.</summary>
    Unauthenticated = 16,
}

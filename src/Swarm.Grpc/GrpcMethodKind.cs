namespace Swarm.Grpc;

/// <summary>Which sides of a method send more than one message.</summary>
public enum GrpcMethodKind
{
    /// <summary>One request, one response.</summary>
    Unary,

    /// <summary>One request, many responses.</summary>
    ServerStreaming,

    /// <summary>Many requests, one response.</summary>
    ClientStreaming,

    /// <summary>Many requests and many responses, in any interleaving.</summary>
    Duplex,
}

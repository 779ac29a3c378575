namespace Swarm.Grpc;

/// <summary>How a call ended: a code for programs and a sentence for people.</summary>
/// <param name="Code">The code the trailers carry as <c>grpc-status</c>.</param>
/// <param name="Detail">
/// The sentence the trailers carry as <c>grpc-message</c>; any Unicode, empty if there is none.
/// </param>
public sealed record GrpcStatus(GrpcStatusCode Code, string Detail)
{
    /// <summary>The call succeeded.</summary>
    public static GrpcStatus Ok { get; } = new(GrpcStatusCode.Ok, "");
}

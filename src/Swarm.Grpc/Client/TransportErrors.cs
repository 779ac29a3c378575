using System.Net;
using System.Security.Authentication;

namespace Swarm.Grpc.Client;

/// <summary>Says in gRPC's words what HTTP said in its own.</summary>
internal static class TransportErrors
{
    /// <summary>Whether an exception is how the HTTP layer reports that a call broke.</summary>
    internal static bool Covers(Exception exception) =>
        exception is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException;

    /// <summary>The status of a call that the transport broke off.</summary>
    internal static GrpcStatus ToStatus(Exception exception, Uri address)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case HttpProtocolException { ErrorCode: >= 0 and <= 13 } protocol:
                    return OfStreamError(protocol, address);
                case AuthenticationException tls:
                    return Unreachable(address, $"TLS failed: {tls.Message} Check the certificates of both sides.");
                case TimeoutException:
                    return Unreachable(address, "the time to connect ran out.");
            }
        }

        if (exception is HttpRequestException http)
        {
            return OfRequestError(http, address);
        }

        return new GrpcStatus(
            GrpcStatusCode.Unavailable,
            $"The connection to {address} was lost: {exception.GetBaseException().Message}");
    }

    /// <summary>The status of an HTTP answer that carries none of its own.</summary>
    internal static GrpcStatusCode OfHttp(HttpStatusCode status) => (int)status switch
    {
        400 => GrpcStatusCode.Internal,
        401 => GrpcStatusCode.Unauthenticated,
        403 => GrpcStatusCode.PermissionDenied,
        404 => GrpcStatusCode.Unimplemented,
        429 or 502 or 503 or 504 => GrpcStatusCode.Unavailable,
        _ => GrpcStatusCode.Unknown,
    };

    /// <summary>
    /// The status of an HTTP/2 error code, after the table of the gRPC specification. But PROTOCOL_ERROR (1) is
    /// UNAVAILABLE: it is the BCL's word for a peer that answers no pings, and for one that does not speak HTTP/2.
    /// </summary>
    internal static GrpcStatusCode OfHttp2(long errorCode) => errorCode switch
    {
        1 or 7 => GrpcStatusCode.Unavailable,
        8 => GrpcStatusCode.Cancelled,
        11 => GrpcStatusCode.ResourceExhausted,
        12 => GrpcStatusCode.PermissionDenied,
        _ => GrpcStatusCode.Internal,
    };

    private static GrpcStatus OfStreamError(HttpProtocolException protocol, Uri address) =>
        new(OfHttp2(protocol.ErrorCode), $"The call to {address} broke off: {protocol.Message}");

    private static GrpcStatus OfRequestError(HttpRequestException http, Uri address) => http.HttpRequestError switch
    {
        HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError =>
            Unreachable(address, $"{http.GetBaseException().Message}. Is the server running at that address?"),
        HttpRequestError.VersionNegotiationError =>
            Unreachable(address, "the server does not speak HTTP/2."),
        HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError =>
            Unreachable(address, $"it does not answer in HTTP/2 ({http.GetBaseException().Message})."),
        _ => Unreachable(address, http.GetBaseException().Message),
    };

    private static GrpcStatus Unreachable(Uri address, string why) =>
        new(GrpcStatusCode.Unavailable, $"Cannot call {address}: {why}");
}

using System.Net;
using Swarm.Grpc;
using Swarm.Grpc.Client;
using Xunit;

namespace Swarm.UnitTests.Grpc;

public sealed class TransportErrorsTests
{
    private static readonly Uri Address = new("http://somewhere:1");

    [Theory]
    [InlineData(400, GrpcStatusCode.Internal)]
    [InlineData(401, GrpcStatusCode.Unauthenticated)]
    [InlineData(403, GrpcStatusCode.PermissionDenied)]
    [InlineData(404, GrpcStatusCode.Unimplemented)]
    [InlineData(418, GrpcStatusCode.Unknown)]
    [InlineData(429, GrpcStatusCode.Unavailable)]
    [InlineData(500, GrpcStatusCode.Unknown)]
    [InlineData(502, GrpcStatusCode.Unavailable)]
    [InlineData(503, GrpcStatusCode.Unavailable)]
    [InlineData(504, GrpcStatusCode.Unavailable)]
    public void An_http_status_stands_for_a_grpc_status(int http, GrpcStatusCode code) =>
        Assert.Equal(code, TransportErrors.OfHttp((HttpStatusCode)http));

    [Theory]
    [InlineData(0, GrpcStatusCode.Internal)]
    [InlineData(1, GrpcStatusCode.Unavailable)]
    [InlineData(2, GrpcStatusCode.Internal)]
    [InlineData(7, GrpcStatusCode.Unavailable)]
    [InlineData(8, GrpcStatusCode.Cancelled)]
    [InlineData(11, GrpcStatusCode.ResourceExhausted)]
    [InlineData(12, GrpcStatusCode.PermissionDenied)]
    public void A_reset_stream_is_found_under_whatever_wraps_it(long errorCode, GrpcStatusCode code)
    {
        HttpRequestException wrapped = new("outside", new HttpProtocolException(errorCode, "inside", null));
        GrpcStatus status = TransportErrors.ToStatus(wrapped, Address);
        Assert.Equal(code, status.Code);
        Assert.Contains("inside", status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lost_connection_and_a_slow_one_are_unavailable()
    {
        Exception[] broken =
        [
            new IOException("reset"),
            new HttpRequestException(HttpRequestError.ConnectionError, "refused"),
            new HttpRequestException(HttpRequestError.VersionNegotiationError),
            new TaskCanceledException("slow", new TimeoutException()),
        ];
        Assert.All(broken, e => Assert.Equal(GrpcStatusCode.Unavailable, TransportErrors.ToStatus(e, Address).Code));
        Assert.All(broken, e => Assert.Contains("somewhere", TransportErrors.ToStatus(e, Address).Detail));
    }
}

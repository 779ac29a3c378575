using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Swarm.Grpc.Server;

/// <summary>What a server method knows of the call it answers.</summary>
public sealed class ServerCall : IDisposable
{
    private readonly CancellationTokenSource? _deadline;
    private readonly CancellationTokenSource? _ended;
    private GrpcMetadata? _requestHeaders;

    internal ServerCall(HttpContext http, GrpcLimits limits, TimeSpan? timeout, TimeProvider time)
    {
        Http = http;
        Limits = limits;
        CancellationToken = http.RequestAborted;
        if (timeout is not { } left)
        {
            return;
        }

        DateTimeOffset now = time.GetUtcNow();
        Deadline = left < DateTimeOffset.MaxValue - now ? now + left : DateTimeOffset.MaxValue;
        if (left <= Grpc.Deadline.LongestTimer)
        {
            _deadline = new CancellationTokenSource(left, time);
            _ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _deadline.Token);
            CancellationToken = _ended.Token;
        }
    }

    /// <summary>The method as the client wrote it: <c>/package.Service/Method</c>.</summary>
    public string Method => Http.Request.Path.Value ?? "";

    /// <summary>Fires when the deadline passes, the client gives the call up, or the connection is lost.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>When the client stops waiting; null if it never does.</summary>
    public DateTimeOffset? Deadline { get; }

    /// <summary>Who calls: <c>ipv4:host:port</c>, <c>ipv6:[host]:port</c> or <c>unix:</c>.</summary>
    public string Peer => Http.Connection.RemoteIpAddress switch
    {
        null => "unix:",
        { IsIPv4MappedToIPv6: true } mapped => $"ipv4:{mapped.MapToIPv4()}:{Http.Connection.RemotePort}",
        IPAddress address => $"{Family(address)}:{new IPEndPoint(address, Http.Connection.RemotePort)}",
    };

    /// <summary>The certificate the client showed and TLS accepted; null without one.</summary>
    public X509Certificate2? ClientCertificate => Http.Connection.ClientCertificate;

    /// <summary>
    /// What the connection's middleware has noted of it, common to all calls on it; empty where nothing can be noted.
    /// </summary>
    public IDictionary<object, object?> ConnectionItems =>
        Http.Features.Get<IConnectionItemsFeature>()?.Items ?? new Dictionary<object, object?>();

    /// <summary>Metadata the client sent.</summary>
    public GrpcMetadata RequestHeaders => _requestHeaders ??= ReadHeaders(Http.Request);

    /// <summary>Metadata to send before the first response; what is added after that is lost.</summary>
    public GrpcMetadata ResponseHeaders { get; } = [];

    /// <summary>Metadata to send with the status.</summary>
    public GrpcMetadata ResponseTrailers { get; } = [];

    internal HttpContext Http { get; }

    internal GrpcLimits Limits { get; }

    internal bool HasBegun { get; private set; }

    internal bool DeadlinePassed => _deadline is { IsCancellationRequested: true };

    /// <summary>
    /// Sends <see cref="ResponseHeaders"/> now, not with the first response, so that the client knows it is heard.
    /// </summary>
    /// <param name="cancellationToken">Stops waiting for the network.</param>
    public async Task SendHeadersAsync(CancellationToken cancellationToken)
    {
        BeginResponse();

        // Starting the response would only note the headers; the flush sends them.
        await Http.Response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets the deadline's timer go; the server does it.</summary>
    public void Dispose()
    {
        _ended?.Dispose();
        _deadline?.Dispose();
    }

    /// <summary>Puts the headers in place, once; from here on the status goes into the trailers.</summary>
    internal void BeginResponse()
    {
        if (HasBegun)
        {
            return;
        }

        HasBegun = true;
        CopyTo(Http.Response.Headers, ResponseHeaders);
    }

    internal static void CopyTo(IHeaderDictionary headers, GrpcMetadata metadata)
    {
        foreach ((string name, string value) in metadata)
        {
            headers.Append(name, value);
        }
    }

    private static string Family(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork ? "ipv4" : "ipv6";

    private static GrpcMetadata ReadHeaders(HttpRequest request)
    {
        GrpcMetadata metadata = [];
        foreach ((string name, StringValues values) in request.Headers)
        {
            foreach (string? value in values)
            {
                metadata.AddReceived(name, value);
            }
        }

        return metadata;
    }
}

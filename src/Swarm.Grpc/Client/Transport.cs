using System.Net;
using System.Net.Security;

namespace Swarm.Grpc.Client;

/// <summary>Sets the BCL's HTTP client up as a gRPC transport.</summary>
internal static class Transport
{
    /// <summary>The HTTP layer for an address.</summary>
    /// <exception cref="ArgumentException">The address is not http, https or unix.</exception>
    internal static SocketsHttpHandler Create(Uri address, GrpcChannelOptions options)
    {
        SocketsHttpHandler http = new()
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = options.ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            KeepAlivePingDelay = options.KeepAlivePingDelay ?? Timeout.InfiniteTimeSpan,
            KeepAlivePingTimeout = options.KeepAlivePingTimeout,
        };
        switch (address.Scheme)
        {
            case "http":
                break;
            case "https":
                http.SslOptions = Tls(options);
                break;
            case UnixSocketConnector.Scheme:
                http.ConnectCallback = new UnixSocketConnector(address).ConnectAsync;
                break;
            default:
                throw new ArgumentException(
                    $"{address} is no gRPC address; write http://host:port, https://host:port or unix:/path.",
                    nameof(address));
        }

        return http;
    }

    private static SslClientAuthenticationOptions Tls(GrpcChannelOptions options)
    {
        SslClientAuthenticationOptions tls = new()
        {
            RemoteCertificateValidationCallback = options.ServerCertificateValidation,
        };
        if (options.ClientCertificateContext is { } context)
        {
            tls.ClientCertificateContext = context;
        }
        else if (options.ClientCertificate is { } certificate)
        {
            // Offline: showing a certificate must not make the host look for its issuers on the network.
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true);
        }

        // A resumed session is judged by what an earlier one has shown, or not at all.
        tls.AllowTlsResume = tls.ClientCertificateContext is null;

        return tls;
    }
}

using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Agent.Identity;
using Swarm.Agent.Peers;
using Swarm.Grpc.Server;
using Swarm.Protocol.V1;

namespace Swarm.IntegrationTests.Identity;

/// <summary>A server with a certificate of its own that shows somebody else's list of whom to trust.</summary>
internal sealed class LyingServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _enrolments;

    private LyingServer(WebApplication app) => _app = app;

    public string Endpoint => new Uri(_app.Urls.Single()).Authority;

    /// <summary>How often somebody sent it what was meant for another.</summary>
    public int Enrolments => Volatile.Read(ref _enrolments);

    public static async Task<LyingServer> StartAsync(PeerIdentity identity, string trust)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            TlsDoor.Secure(listen, () => identity.Credentials, NullLogger.Instance);
        }));
        LyingServer server = new(builder.Build());
        server._app.MapGrpcService(service => service
            .Unary(PeerMethods.Trust, (_, _) => Task.FromResult(new TrustList { Text = trust }))
            .Unary(PeerMethods.Enrol, (_, _) =>
            {
                Interlocked.Increment(ref server._enrolments);
                return Task.FromResult(new EnrolReply());
            }));
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}

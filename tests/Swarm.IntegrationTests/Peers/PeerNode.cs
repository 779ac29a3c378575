using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Agent;
using Swarm.Agent.Identity;
using Swarm.Agent.Peers;
using Swarm.Core;
using Swarm.Core.Membership;
using Swarm.IntegrationTests.Identity;
using Swarm.Model;

namespace Swarm.IntegrationTests.Peers;

/// <summary>One agent's side of the wire: its service on loopback, its transport and its mailbox.</summary>
internal sealed class PeerNode : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly AgentKey _key = AgentKey.New();

    private PeerNode(WebApplication app, PeerIdentity identity, AgentMailbox mailbox, ILoggerFactory loggers)
    {
        _app = app;
        Identity = identity;
        Mailbox = mailbox;
        Transport = new GrpcPeerTransport(
            new PeerOptions(), identity, mailbox, loggers.CreateLogger<GrpcPeerTransport>(), TimeProvider.System);
    }

    public PeerIdentity Identity { get; }

    public AgentId Name => Identity.Self;

    public AgentMailbox Mailbox { get; }

    public GrpcPeerTransport Transport { get; }

    public required PeerService Service { get; init; }

    public string Endpoint => new Uri(_app.Urls.Single()).Authority;

    public int Port => new Uri(_app.Urls.Single()).Port;

    public MemberKey Key => new(Name, new Incarnation((ulong)Name.Text.Length));

    public Member AsMember =>
        new(Key, _key.PublicKey, Endpoint, new Capabilities([], [], [], Resources.OneCore, 1000));

    public static async Task<PeerNode> StartAsync(
        string name, TestAuthority swarm, int port = 0, Func<PeerServing, PeerServing>? change = null) =>
        await StartAsync(await swarm.PeerAsync(name), port, change);

    public static async Task<PeerNode> StartAsync(
        PeerIdentity identity, int port = 0, Func<PeerServing, PeerServing>? change = null, Said? log = null)
    {
        AgentId agent = identity.Self;
        ILoggerFactory loggers = log ?? (ILoggerFactory)NullLoggerFactory.Instance;
        AgentMailbox mailbox = new();
        PeerServing serving = new()
        {
            Hear = mailbox.PostOrDrop,
            Welcome = () => new PeerWelcome(agent, Digest.Of("swarm"u8), "nats://127.0.0.1:1", "t0ken", "main", []),
            OpenBlob = (_, _) => null,
            KeepBlob = (_, _, _) => ValueTask.CompletedTask,
            OpenLogs = (_, _) => null,
        };
        PeerService service = new(
            identity,
            change?.Invoke(serving) ?? serving,
            loggers.CreateLogger<PeerService>(),
            TimeProvider.System);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            TlsDoor.Secure(listen, () => identity.Credentials, loggers.CreateLogger<PeerService>());
        }));
        WebApplication app = builder.Build();
        service.Map(app);
        await app.StartAsync();
        return new PeerNode(app, identity, mailbox, loggers) { Service = service };
    }

    /// <summary>The next message that arrived, with who said it.</summary>
    public async Task<AgentInput.Peer> NextAsync(CancellationToken cancellationToken) =>
        (AgentInput.Peer)await Mailbox.Reader.ReadAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Transport.DisposeAsync();
        using CancellationTokenSource now = new();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _key.Dispose();
    }
}

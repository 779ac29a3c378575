using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Swarm.Agent.Identity;
using Swarm.Agent.Peers;
using Swarm.Grpc;
using Swarm.Grpc.Server;
using Swarm.Model;
using Swarm.Protocol.V1;
using Xunit;
using Digest = Swarm.Model.Digest;
using ErrorCode = Swarm.Model.ErrorCode;

namespace Swarm.IntegrationTests.Peers;

/// <summary>
/// A few bytes that lie about their lengths made the protobuf library take 2 GiB: neither who answers nor who asks
/// parses them.
/// </summary>
public sealed class HostileFrameTests : IDisposable
{
    // Field 2 is a message in PeerFrame and EnterReply. It claims almost 2 GiB, and so does an unknown field in it.
    private static readonly byte[] s_hostile = Convert.FromHexString("000000000c12fdffffff077ab0ffffff07");

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(30));
    private readonly SwarmSecret _secret = new(RandomNumberGenerator.GetBytes(SwarmSecret.SizeBytes));

    private CancellationToken Ct => _limit.Token;

    public void Dispose() => _limit.Dispose();

    [Fact]
    public async Task A_hostile_frame_on_a_link_ends_it()
    {
        await using PeerNode alice = await PeerNode.StartAsync("alice", _secret);
        string session = await EnterAsync(alice);

        string refusal = await PostAsync(alice, PeerMethods.Link.Path, session);

        Assert.Contains("a length in them is wrong", refusal, StringComparison.Ordinal);
        await using PeerNode bob = await PeerNode.StartAsync("bob", _secret);
        Assert.Equal(alice.Name, (await bob.Transport.JoinAsync(alice.Endpoint, Ct)).Host);
    }

    [Theory]
    [InlineData("Hello")]
    [InlineData("Enter")]
    public async Task A_hostile_introduction_is_refused(string method)
    {
        await using PeerNode alice = await PeerNode.StartAsync("alice", _secret);

        string refusal = await PostAsync(alice, $"/swarm.v1.Peer/{method}", session: null);

        Assert.Contains("a length in them is wrong", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hostile_answer_is_refused_by_who_asked()
    {
        await using WebApplication evil = await StartEvilAsync();
        await using PeerNode bob = await PeerNode.StartAsync("bob", _secret);

        SwarmException refused = await Assert.ThrowsAsync<SwarmException>(
            () => bob.Transport.JoinAsync(new Uri(evil.Urls.Single()).Authority, Ct));

        Assert.Equal(ErrorCode.PeerRefused, refused.Code);
        Assert.Contains("a length in them is wrong", refused.Message, StringComparison.Ordinal);
    }

    private static HelloRequest NewHello() => new()
    {
        NonceA = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(32)),
        Agent = "eve",
        Version = PeerVersion.Text,
        Protocol = PeerVersion.Protocol,
    };

    private async Task<string> EnterAsync(PeerNode host)
    {
        using GrpcChannel channel = GrpcChannel.ForAddress(new Uri($"http://{host.Endpoint}"));
        HelloRequest request = NewHello();
        HelloReply hello = await channel.UnaryAsync(PeerMethods.Hello, request, GrpcCallOptions.Default, Ct);
        Introduction introduction = new(
            new Digest(request.NonceA.Span), new Digest(hello.NonceB.Span), AgentId.Parse("eve"), host.Name);
        EnterRequest enter = new()
        {
            NonceB = hello.NonceB,
            ProofA = ByteString.CopyFrom(introduction.ProveEnter(_secret)),
        };
        EnterReply entered = await channel.UnaryAsync(PeerMethods.Enter, enter, GrpcCallOptions.Default, Ct);
        return Convert.ToHexStringLower(entered.Session.Span);
    }

    // No client of ours would send it, so it goes out as plain HTTP/2.
    private async Task<string> PostAsync(PeerNode to, string path, string? session)
    {
        using HttpMessageInvoker http = new(new SocketsHttpHandler());
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri($"http://{to.Endpoint}{path}"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(s_hostile),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/grpc");
        if (session is not null)
        {
            request.Headers.Add(PeerMethods.SessionHeader, session);
        }

        using HttpResponseMessage response = await http.SendAsync(request, Ct);
        await response.Content.ReadAsByteArrayAsync(Ct);
        IEnumerable<string>? words = null;
        return response.TrailingHeaders.TryGetValues("grpc-message", out words)
            || response.Headers.TryGetValues("grpc-message", out words)
                ? words.Single() : "";
    }

    // It knows the secret: a member that was taken over.
    private async Task<WebApplication> StartEvilAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        WebApplication app = builder.Build();
        app.MapGrpcService(service => service.Unary(PeerMethods.Hello, (hello, _) =>
        {
            byte[] nonce = RandomNumberGenerator.GetBytes(32);
            Introduction introduction = new(
                new Digest(hello.NonceA.Span), new Digest(nonce), AgentId.Parse(hello.Agent), AgentId.Parse("evil"));
            return Task.FromResult(new HelloReply
            {
                NonceB = ByteString.CopyFrom(nonce),
                ProofB = ByteString.CopyFrom(introduction.ProveHello(_secret)),
                Agent = "evil",
                Version = PeerVersion.Text,
                Protocol = PeerVersion.Protocol,
            });
        }));
        app.MapPost(PeerMethods.Enter.Path, async call =>
        {
            call.Response.ContentType = "application/grpc";
            call.Response.DeclareTrailer("grpc-status");
            await call.Response.Body.WriteAsync(s_hostile, call.RequestAborted);
            call.Response.AppendTrailer("grpc-status", "0");
        });
        await app.StartAsync(Ct);
        return app;
    }
}

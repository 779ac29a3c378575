using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Agent.Identity;
using Swarm.Agent.Peers;
using Swarm.IntegrationTests.Identity;
using Swarm.Model;
using Xunit;

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
    private readonly TestAuthority _swarm = new();

    private CancellationToken Ct => _limit.Token;

    public void Dispose()
    {
        _limit.Dispose();
        _swarm.Dispose();
    }

    [Fact]
    public async Task A_hostile_frame_on_a_link_ends_it()
    {
        await using PeerNode alice = await PeerNode.StartAsync("alice", _swarm);

        string refusal = await PostAsync(alice, PeerMethods.Link.Path, await _swarm.PeerAsync("eve"));

        Assert.Contains("a length in them is wrong", refusal, StringComparison.Ordinal);
        await using PeerNode bob = await PeerNode.StartAsync("bob", _swarm);
        Assert.Equal(alice.Name, (await bob.Transport.JoinAsync(alice.Endpoint, Ct)).Host);
    }

    [Theory]
    [InlineData("Hello")]
    [InlineData("Enter")]
    [InlineData("Enrol")]
    [InlineData("Trust")]
    public async Task A_hostile_introduction_is_refused(string method)
    {
        await using PeerNode alice = await PeerNode.StartAsync("alice", _swarm);

        string refusal = await PostAsync(alice, $"/swarm.v1.Peer/{method}", await _swarm.PeerAsync("eve"));

        Assert.Contains("a length in them is wrong", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hostile_answer_is_refused_by_who_asked()
    {
        await using WebApplication evil = await StartEvilAsync();
        await using PeerNode bob = await PeerNode.StartAsync("bob", _swarm);

        SwarmException refused = await Assert.ThrowsAsync<SwarmException>(
            () => bob.Transport.JoinAsync(new Uri(evil.Urls.Single()).Authority, Ct));

        Assert.Equal(ErrorCode.PeerRefused, refused.Code);
        Assert.Contains("a length in them is wrong", refused.Message, StringComparison.Ordinal);
    }

    // No client of ours would send it, so it goes out as plain HTTP/2.
    private async Task<string> PostAsync(PeerNode to, string path, PeerIdentity from)
    {
        using HttpMessageInvoker http = new(new SocketsHttpHandler
        {
            SslOptions =
            {
                ClientCertificateContext = from.Credentials.Context,
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
            },
        });
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri($"https://{to.Endpoint}{path}"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(s_hostile),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/grpc");
        using HttpResponseMessage response = await http.SendAsync(request, Ct);
        await response.Content.ReadAsByteArrayAsync(Ct);
        IEnumerable<string>? words = null;
        return response.TrailingHeaders.TryGetValues("grpc-message", out words)
            || response.Headers.TryGetValues("grpc-message", out words)
                ? words.Single() : "";
    }

    // It has a certificate: a member that was taken over.
    private async Task<WebApplication> StartEvilAsync()
    {
        PeerIdentity evil = await _swarm.PeerAsync("evil");
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            TlsDoor.Secure(listen, () => evil.Credentials, NullLogger.Instance);
        }));
        WebApplication app = builder.Build();
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

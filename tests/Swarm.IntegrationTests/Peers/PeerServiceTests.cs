using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Agent.Identity;
using Swarm.Agent.Peers;
using Swarm.Grpc;
using Swarm.Grpc.Client;
using Swarm.Grpc.Server;
using Swarm.IntegrationTests.Identity;
using Swarm.Model;
using Swarm.Protocol.V1;
using Xunit;
using Digest = Swarm.Model.Digest;
using ErrorCode = Swarm.Model.ErrorCode;

namespace Swarm.IntegrationTests.Peers;

/// <summary>Introductions and what agents give each other: nobody uninvited, and nothing from strangers.</summary>
public sealed class PeerServiceTests : IDisposable
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(30));
    private readonly TestAuthority _swarm = new();

    private CancellationToken Ct => _limit.Token;

    public void Dispose()
    {
        _limit.Dispose();
        _swarm.Dispose();
    }

    [Fact]
    public async Task Who_shows_a_certificate_is_told_where_everything_is()
    {
        await using PeerNode alice = await PeerNode.StartAsync("alice", _swarm, change: serving => serving with
        {
            Welcome = () => new PeerWelcome(
                AgentId.Parse("alice"),
                Digest.Of("s"u8),
                "nats://127.0.0.1:4222",
                "t0ken",
                "main",
                [new KnownPeer(new(AgentId.Parse("alice"), new(3)), "127.0.0.1:7411")]),
        });
        await using PeerNode bob = await PeerNode.StartAsync("bob", _swarm);

        PeerWelcome welcome = await bob.Transport.JoinAsync(alice.Endpoint, Ct);

        Assert.Equal(alice.Name, welcome.Host);
        Assert.Equal(Digest.Of("s"u8), welcome.Swarm);
        Assert.Equal(
            ("nats://127.0.0.1:4222", "t0ken", "main"), (welcome.BrokerUrl, welcome.BrokerToken, welcome.Log));
        KnownPeer known = Assert.Single(welcome.Members);
        Assert.Equal((3UL, "127.0.0.1:7411"), (known.Key.Incarnation.Sequence, known.Endpoint));
        Assert.DoesNotContain("t0ken", welcome.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_old_caller_is_refused_with_both_versions_named()
    {
        await using PeerNode alice = await PeerNode.StartAsync("alice", _swarm);
        using PeerDoor door = await DoorAsync("bob", alice);
        EnterRequest old = new() { Protocol = 0, Version = "0.0.9" };

        GrpcException refused = await Assert.ThrowsAsync<GrpcException>(
            () => door.Channel.UnaryAsync(PeerMethods.Enter, old, GrpcCallOptions.Default, Ct));

        Assert.Equal(GrpcStatusCode.FailedPrecondition, refused.Code);
        Assert.Contains("0.0.9", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Contains(PeerVersion.Text, refused.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("update that one", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_callee_is_refused_with_both_versions_named()
    {
        await using WebApplication newer = await StartNewerAsync();
        await using PeerNode bob = await PeerNode.StartAsync("bob", _swarm);

        SwarmException refused = await Assert.ThrowsAsync<SwarmException>(
            () => bob.Transport.JoinAsync(new Uri(newer.Urls.Single()).Authority, Ct));

        Assert.Equal(ErrorCode.PeerRefused, refused.Code);
        Assert.Contains("9.9.9", refused.Message, StringComparison.Ordinal);
        Assert.Contains(PeerVersion.Text, refused.Message, StringComparison.Ordinal);
        Assert.Contains("update this one", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_said_with_the_remedy()
    {
        PeerNode gone = await PeerNode.StartAsync("gone", _swarm);
        string endpoint = gone.Endpoint;
        await gone.DisposeAsync();
        await using PeerNode bob = await PeerNode.StartAsync("bob", _swarm);

        SwarmException refused =
            await Assert.ThrowsAsync<SwarmException>(() => bob.Transport.JoinAsync(endpoint, Ct));

        Assert.Equal(ErrorCode.PeerUnreachable, refused.Code);
        Assert.Contains(endpoint, refused.Message, StringComparison.Ordinal);
        Assert.Contains("start it", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no address")]
    [InlineData("host")]
    [InlineData("host:7411/path")]
    [InlineData("user@host:7411")]
    [InlineData("")]
    public async Task A_text_that_is_no_address_is_refused(string endpoint)
    {
        await using PeerNode bob = await PeerNode.StartAsync("bob", _swarm);

        SwarmException refused =
            await Assert.ThrowsAsync<SwarmException>(() => bob.Transport.JoinAsync(endpoint, Ct));

        Assert.Contains(endpoint == "host" ? "host" : "host:port", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_is_not_in_a_swarm_yet_says_so_and_a_namesake_is_refused()
    {
        await using PeerNode alice = await PeerNode.StartAsync(
            "alice", _swarm, change: serving => serving with { Welcome = () => null });
        await using PeerNode bob = await PeerNode.StartAsync("bob", _swarm);
        await using PeerNode namesake = await PeerNode.StartAsync("alice", _swarm);

        SwarmException early =
            await Assert.ThrowsAsync<SwarmException>(() => bob.Transport.JoinAsync(alice.Endpoint, Ct));
        SwarmException twin =
            await Assert.ThrowsAsync<SwarmException>(() => namesake.Transport.JoinAsync(alice.Endpoint, Ct));

        Assert.Equal(ErrorCode.NotReady, early.Code);
        Assert.Contains("used by two agents", twin.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_is_counted_and_skipped_and_bytes_that_are_none_end_the_link()
    {
        await using PeerNode alice = await PeerNode.StartAsync("alice", _swarm);
        using PeerDoor door = await DoorAsync("mallory", alice);
        await using DuplexCall<PeerFrame, PeerFrame> link =
            door.Channel.Duplex(PeerMethods.Link, GrpcCallOptions.Default, Ct);
        PeerFrame frame = new() { Incarnation = 5 };
        frame.Messages.Add(new PeerEnvelope());
        frame.Messages.Add(new PeerEnvelope { Heartbeat = new() { Number = -1 } });
        frame.Messages.Add(new PeerEnvelope { Heartbeat = new() { Number = 2 } });

        await link.WriteAsync(frame, flush: true, Ct);
        Core.AgentInput.Peer said = await alice.NextAsync(Ct);

        Assert.Equal(new Core.PeerMessage.Heartbeat(2, 0, 0), said.Message);
        Assert.Equal("mallory@5", said.From.ToString());
        Assert.Equal(2, alice.Service.Malformed);
    }

    [Fact]
    public async Task Content_comes_whole_or_from_where_an_earlier_transfer_broke()
    {
        byte[] content = RandomNumberGenerator.GetBytes(1_000_003);
        Digest digest = Digest.Of(content);
        await using PeerNode alice = await PeerNode.StartAsync("alice", _swarm, change: Serve(content));
        await using PeerNode bob = await PeerNode.StartAsync("bob", _swarm);

        byte[] whole = await ReadAsync(bob, alice, digest, 0);
        byte[] rest = await ReadAsync(bob, alice, digest, 700_001);
        byte[] nothing = await ReadAsync(bob, alice, digest, content.Length);

        Assert.Equal(content, whole);
        Assert.Equal(content[700_001..], rest);
        Assert.Empty(nothing);
    }

    [Fact]
    public async Task A_holder_that_was_restarted_gives_content_without_a_word_of_it()
    {
        byte[] content = RandomNumberGenerator.GetBytes(1_000);
        await using PeerNode bob = await PeerNode.StartAsync("bob", _swarm);
        PeerNode alice = await PeerNode.StartAsync("alice", _swarm, change: Serve(content));
        int port = alice.Port;
        Assert.Equal(content, await ReadAsync(bob, alice, Digest.Of(content), 0));
        await alice.DisposeAsync();

        await using PeerNode again = await PeerNode.StartAsync("alice", _swarm, port, Serve(content));

        Assert.Equal(content, await ReadAsync(bob, again, Digest.Of(content), 0));
    }

    [Fact]
    public async Task Content_that_is_gone_or_shorter_is_refused_before_the_first_byte()
    {
        byte[] content = RandomNumberGenerator.GetBytes(1_000);
        await using PeerNode alice = await PeerNode.StartAsync("alice", _swarm, change: Serve(content));
        await using PeerNode bob = await PeerNode.StartAsync("bob", _swarm);

        SwarmException gone =
            await Assert.ThrowsAsync<SwarmException>(() => ReadAsync(bob, alice, Digest.Of("other"u8), 0));
        SwarmException shorter =
            await Assert.ThrowsAsync<SwarmException>(() => ReadAsync(bob, alice, Digest.Of(content), 1_001));

        Assert.Equal(ErrorCode.InputMissing, gone.Code);
        Assert.Equal(ErrorCode.ChecksumMismatch, shorter.Code);
    }

    [Fact]
    public async Task A_transfer_that_is_given_up_lets_the_holder_go_on()
    {
        byte[] content = RandomNumberGenerator.GetBytes(8 << 20);
        TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using PeerNode alice = await PeerNode.StartAsync("alice", _swarm, change: serving => serving with
        {
            OpenBlob = (_, _) => new NotifyingStream(content, closed),
        });
        await using PeerNode bob = await PeerNode.StartAsync("bob", _swarm);

        Stream stream = await bob.Transport.OpenAsync(alice.Name, alice.Endpoint, Digest.Of(content), 0, Ct);
        await stream.ReadExactlyAsync(new byte[1_000], Ct);
        await stream.DisposeAsync();

        await closed.Task.WaitAsync(Ct);
    }

    [Fact]
    public async Task What_a_program_said_comes_as_it_was_said()
    {
        PeerLogQuery? asked = null;
        await using PeerNode alice = await PeerNode.StartAsync("alice", _swarm, change: serving => serving with
        {
            OpenLogs = (query, _) => (asked = query).Activity.Index == 4 ? TwoPiecesAsync(default) : null,
        });
        await using PeerNode bob = await PeerNode.StartAsync("bob", _swarm);
        PeerLogQuery query = new(new ActivityId(CampaignId.Parse("c"), 4), new Attempt(2), Follow: true, TailLines: 9);

        List<string> said = [];
        await foreach (LogPiece piece in bob.Transport.LogsAsync(alice.Name, alice.Endpoint, query, Ct))
        {
            said.Add($"{piece.IsError}:{System.Text.Encoding.UTF8.GetString(piece.Content.Span)}");
        }

        PeerLogQuery unknown = query with { Activity = query.Activity with { Index = 5 } };
        SwarmException refused = await Assert.ThrowsAsync<SwarmException>(async () =>
        {
            await foreach (LogPiece _ in bob.Transport.LogsAsync(alice.Name, alice.Endpoint, unknown, Ct))
            {
            }
        });

        Assert.Equal(["False:one", "True:two"], said);
        Assert.Equal(unknown, asked);
        Assert.Equal(ErrorCode.UnknownActivity, refused.Code);
    }

    [Fact]
    public async Task A_copy_is_asked_for_and_what_speaks_against_it_is_told()
    {
        List<(Digest, long)> asked = [];
        await using PeerNode alice = await PeerNode.StartAsync("alice", _swarm, change: serving => serving with
        {
            KeepBlob = (digest, sizeBytes, _) =>
            {
                asked.Add((digest, sizeBytes));
                return asked.Count == 1
                    ? ValueTask.CompletedTask
                    : throw new SwarmException(ErrorCode.DiskFull, "there is no room; free some");
            },
        });
        await using PeerNode bob = await PeerNode.StartAsync("bob", _swarm);
        Digest content = Digest.Of("content"u8);

        await bob.Transport.KeepAsync(alice.Name, alice.Endpoint, content, 7, Ct);
        SwarmException full = await Assert.ThrowsAsync<SwarmException>(async () =>
            await bob.Transport.KeepAsync(alice.Name, alice.Endpoint, content, 7, Ct));

        Assert.Equal([(content, 7L), (content, 7L)], asked);
        Assert.Equal(ErrorCode.DiskFull, full.Code);
        Assert.Contains("there is no room; free some", full.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_is_asked_of_who_was_restarted_and_of_nobody_else()
    {
        PeerNode alice = await PeerNode.StartAsync("alice", _swarm);
        await using PeerNode bob = await PeerNode.StartAsync("bob", _swarm);
        (string endpoint, int port) = (alice.Endpoint, alice.Port);
        await bob.Transport.KeepAsync(alice.Name, endpoint, Digest.Of("x"u8), 1, Ct);
        await alice.DisposeAsync();
        await using PeerNode again = await PeerNode.StartAsync("alice", _swarm, port);

        await bob.Transport.KeepAsync(again.Name, endpoint, Digest.Of("x"u8), 1, Ct);
        SwarmException other = await Assert.ThrowsAsync<SwarmException>(async () =>
            await bob.Transport.KeepAsync(AgentId.Parse("carol"), endpoint, Digest.Of("x"u8), 1, Ct));

        Assert.Contains("not carol", other.Message, StringComparison.Ordinal);
    }

    private async Task<PeerDoor> DoorAsync(string from, PeerNode to) =>
        new(to.Endpoint, to.Name, await _swarm.PeerAsync(from), new PeerOptions(), TimeProvider.System);

    private static Func<PeerServing, PeerServing> Serve(byte[] content) => serving => serving with
    {
        OpenBlob = (digest, offset) => digest == Digest.Of(content)
            ? new MemoryStream(content, writable: false) { Position = offset }
            : null,
    };

    private async Task<byte[]> ReadAsync(PeerNode from, PeerNode holder, Digest digest, long offset)
    {
        await using Stream stream = await from.Transport.OpenAsync(holder.Name, holder.Endpoint, digest, offset, Ct);
        using MemoryStream bytes = new();
        await stream.CopyToAsync(bytes, Ct);
        return bytes.ToArray();
    }

    private static async IAsyncEnumerable<LogPiece> TwoPiecesAsync([EnumeratorCancellation] CancellationToken ct)
    {
        yield return new LogPiece("one"u8.ToArray(), IsError: false);
        await Task.CompletedTask.WaitAsync(ct);
        yield return new LogPiece("two"u8.ToArray(), IsError: true);
    }

    private async Task<WebApplication> StartNewerAsync()
    {
        PeerIdentity newer = await _swarm.PeerAsync("newer");
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            TlsDoor.Secure(listen, () => newer.Credentials, NullLogger.Instance);
        }));
        WebApplication app = builder.Build();
        app.MapGrpcService(service => service.Unary(PeerMethods.Enter, (_, _) => Task.FromResult(new EnterReply
        {
            Version = "9.9.9",
            Protocol = PeerVersion.Protocol + 1,
        })));
        await app.StartAsync();
        return app;
    }

    /// <summary>Content that tells when nobody reads it any more.</summary>
    private sealed class NotifyingStream(byte[] content, TaskCompletionSource closed)
        : MemoryStream(content, writable: false)
    {
        protected override void Dispose(bool disposing)
        {
            closed.TrySetResult();
            base.Dispose(disposing);
        }
    }
}

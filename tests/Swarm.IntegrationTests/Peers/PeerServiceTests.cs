using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Swarm.Agent.Identity;
using Swarm.Agent.Peers;
using Swarm.Grpc;
using Swarm.Grpc.Client;
using Swarm.Grpc.Server;
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
    private readonly SwarmSecret _secret = new(RandomNumberGenerator.GetBytes(SwarmSecret.SizeBytes));

    private CancellationToken Ct => _limit.Token;

    public void Dispose() => _limit.Dispose();

    [Fact]
    public async Task Who_knows_the_secret_is_told_where_everything_is()
    {
        await using PeerNode alice = await PeerNode.StartAsync("alice", _secret, change: serving => serving with
        {
            Welcome = () => new PeerWelcome(
                AgentId.Parse("alice"),
                Digest.Of("s"u8),
                "nats://127.0.0.1:4222",
                "t0ken",
                "main",
                [new KnownPeer(new(AgentId.Parse("alice"), new(3)), "127.0.0.1:7411")]),
        });
        await using PeerNode bob = await PeerNode.StartAsync("bob", _secret);

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
    public async Task A_wrong_secret_is_refused_with_the_remedy()
    {
        await using PeerNode alice = await PeerNode.StartAsync("alice", _secret);
        SwarmSecret wrong = new(RandomNumberGenerator.GetBytes(SwarmSecret.SizeBytes));
        await using PeerNode eve = await PeerNode.StartAsync("eve", wrong);

        SwarmException refused =
            await Assert.ThrowsAsync<SwarmException>(() => eve.Transport.JoinAsync(alice.Endpoint, Ct));

        Assert.Equal(ErrorCode.PeerRefused, refused.Code);
        Assert.Contains("--secret-file", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_ignores_that_and_enters_all_the_same_is_refused_by_the_other_side()
    {
        await using PeerNode alice = await PeerNode.StartAsync("alice", _secret);
        using GrpcChannel channel = GrpcChannel.ForAddress(new Uri($"http://{alice.Endpoint}"));
        HelloReply hello = await channel.UnaryAsync(PeerMethods.Hello, NewHello("eve"), GrpcCallOptions.Default, Ct);
        EnterRequest enter = new() { NonceB = hello.NonceB, ProofA = ByteString.CopyFrom(new byte[32]) };

        GrpcException refused = await Assert.ThrowsAsync<GrpcException>(
            () => channel.UnaryAsync(PeerMethods.Enter, enter, GrpcCallOptions.Default, Ct));

        Assert.Equal(GrpcStatusCode.PermissionDenied, refused.Code);
        Assert.Equal("402", refused.Trailers.GetText(PeerMethods.CodeTrailer));
    }

    [Fact]
    public async Task A_proof_is_good_once_and_not_that_of_the_other_side()
    {
        await using PeerNode alice = await PeerNode.StartAsync("alice", _secret);
        using GrpcChannel channel = GrpcChannel.ForAddress(new Uri($"http://{alice.Endpoint}"));
        HelloRequest request = NewHello("bob");
        HelloReply hello = await channel.UnaryAsync(PeerMethods.Hello, request, GrpcCallOptions.Default, Ct);
        Introduction introduction = new(
            new Digest(request.NonceA.Span), new Digest(hello.NonceB.Span), AgentId.Parse("bob"), alice.Name);
        EnterRequest enter = new()
        {
            NonceB = hello.NonceB,
            ProofA = ByteString.CopyFrom(introduction.ProveEnter(_secret)),
        };

        EnterReply entered = await channel.UnaryAsync(PeerMethods.Enter, enter, GrpcCallOptions.Default, Ct);
        GrpcException again = await Assert.ThrowsAsync<GrpcException>(
            () => channel.UnaryAsync(PeerMethods.Enter, enter, GrpcCallOptions.Default, Ct));
        HelloReply other = await channel.UnaryAsync(PeerMethods.Hello, request, GrpcCallOptions.Default, Ct);
        EnterRequest reflected = new() { NonceB = other.NonceB, ProofA = other.ProofB };
        GrpcException mirrored = await Assert.ThrowsAsync<GrpcException>(
            () => channel.UnaryAsync(PeerMethods.Enter, reflected, GrpcCallOptions.Default, Ct));

        Assert.Equal(32, entered.Session.Length);
        Assert.Equal(GrpcStatusCode.PermissionDenied, again.Code);
        Assert.Equal(GrpcStatusCode.PermissionDenied, mirrored.Code);
    }

    [Fact]
    public async Task An_old_caller_is_refused_with_both_versions_named()
    {
        await using PeerNode alice = await PeerNode.StartAsync("alice", _secret);
        using GrpcChannel channel = GrpcChannel.ForAddress(new Uri($"http://{alice.Endpoint}"));
        HelloRequest old = NewHello("bob");
        old.Protocol = 0;
        old.Version = "0.0.9";

        GrpcException refused = await Assert.ThrowsAsync<GrpcException>(
            () => channel.UnaryAsync(PeerMethods.Hello, old, GrpcCallOptions.Default, Ct));

        Assert.Equal(GrpcStatusCode.FailedPrecondition, refused.Code);
        Assert.Contains("0.0.9", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Contains(PeerVersion.Text, refused.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("update that one", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_callee_is_refused_with_both_versions_named()
    {
        await using WebApplication newer = await StartNewerAsync();
        await using PeerNode bob = await PeerNode.StartAsync("bob", _secret);

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
        PeerNode gone = await PeerNode.StartAsync("gone", _secret);
        string endpoint = gone.Endpoint;
        await gone.DisposeAsync();
        await using PeerNode bob = await PeerNode.StartAsync("bob", _secret);

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
        await using PeerNode bob = await PeerNode.StartAsync("bob", _secret);

        SwarmException refused =
            await Assert.ThrowsAsync<SwarmException>(() => bob.Transport.JoinAsync(endpoint, Ct));

        Assert.Contains(endpoint == "host" ? "host" : "host:port", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_is_not_in_a_swarm_yet_says_so_and_a_namesake_is_refused()
    {
        await using PeerNode alice = await PeerNode.StartAsync(
            "alice", _secret, change: serving => serving with { Welcome = () => null });
        await using PeerNode bob = await PeerNode.StartAsync("bob", _secret);
        await using PeerNode namesake = await PeerNode.StartAsync("alice", _secret);

        SwarmException early =
            await Assert.ThrowsAsync<SwarmException>(() => bob.Transport.JoinAsync(alice.Endpoint, Ct));
        SwarmException twin =
            await Assert.ThrowsAsync<SwarmException>(() => namesake.Transport.JoinAsync(alice.Endpoint, Ct));

        Assert.Equal(ErrorCode.NotReady, early.Code);
        Assert.Contains("another name", twin.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_session_there_is_no_link_and_no_content()
    {
        await using PeerNode alice = await PeerNode.StartAsync("alice", _secret);
        using GrpcChannel channel = GrpcChannel.ForAddress(new Uri($"http://{alice.Endpoint}"));
        GrpcMetadata forged = [];
        forged.Add(PeerMethods.SessionHeader, new string('0', 64));

        foreach (GrpcCallOptions options in (GrpcCallOptions[])[new(), new() { Metadata = forged }])
        {
            await using DuplexCall<PeerFrame, PeerFrame> link = channel.Duplex(PeerMethods.Link, options, Ct);
            GrpcException noLink = await Assert.ThrowsAsync<GrpcException>(async () => await link.ReadAsync(Ct));
            GrpcException noBlob = await Assert.ThrowsAsync<GrpcException>(async () =>
            {
                await foreach (BlobChunk _ in channel.ServerStreaming(PeerMethods.Blob, new(), options, Ct))
                {
                }
            });

            Assert.Equal(GrpcStatusCode.Unauthenticated, noLink.Code);
            Assert.Equal(GrpcStatusCode.Unauthenticated, noBlob.Code);
        }
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_is_counted_and_skipped_and_bytes_that_are_none_end_the_link()
    {
        await using PeerNode alice = await PeerNode.StartAsync("alice", _secret);
        using PeerDoor door = new(
            alice.Endpoint,
            new PeerIdentity(AgentId.Parse("mallory"), _secret),
            new PeerOptions(),
            TimeProvider.System);
        PeerSession session = await door.EnterAsync(Ct);
        await using DuplexCall<PeerFrame, PeerFrame> link =
            door.Channel.Duplex(PeerMethods.Link, session.Call, Ct);
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
        await using PeerNode alice = await PeerNode.StartAsync("alice", _secret, change: Serve(content));
        await using PeerNode bob = await PeerNode.StartAsync("bob", _secret);

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
        await using PeerNode bob = await PeerNode.StartAsync("bob", _secret);
        PeerNode alice = await PeerNode.StartAsync("alice", _secret, change: Serve(content));
        int port = alice.Port;
        Assert.Equal(content, await ReadAsync(bob, alice, Digest.Of(content), 0));
        await alice.DisposeAsync();

        await using PeerNode again = await PeerNode.StartAsync("alice", _secret, port, Serve(content));

        Assert.Equal(content, await ReadAsync(bob, again, Digest.Of(content), 0));
    }

    [Fact]
    public async Task Content_that_is_gone_or_shorter_is_refused_before_the_first_byte()
    {
        byte[] content = RandomNumberGenerator.GetBytes(1_000);
        await using PeerNode alice = await PeerNode.StartAsync("alice", _secret, change: Serve(content));
        await using PeerNode bob = await PeerNode.StartAsync("bob", _secret);

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
        await using PeerNode alice = await PeerNode.StartAsync("alice", _secret, change: serving => serving with
        {
            OpenBlob = (_, _) => new NotifyingStream(content, closed),
        });
        await using PeerNode bob = await PeerNode.StartAsync("bob", _secret);

        Stream stream = await bob.Transport.OpenAsync(alice.Name, alice.Endpoint, Digest.Of(content), 0, Ct);
        await stream.ReadExactlyAsync(new byte[1_000], Ct);
        await stream.DisposeAsync();

        await closed.Task.WaitAsync(Ct);
    }

    [Fact]
    public async Task What_a_program_said_comes_as_it_was_said()
    {
        PeerLogQuery? asked = null;
        await using PeerNode alice = await PeerNode.StartAsync("alice", _secret, change: serving => serving with
        {
            OpenLogs = (query, _) => (asked = query).Activity.Index == 4 ? TwoPiecesAsync(default) : null,
        });
        await using PeerNode bob = await PeerNode.StartAsync("bob", _secret);
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
        await using PeerNode alice = await PeerNode.StartAsync("alice", _secret, change: serving => serving with
        {
            KeepBlob = (digest, sizeBytes, _) =>
            {
                asked.Add((digest, sizeBytes));
                return asked.Count == 1
                    ? ValueTask.CompletedTask
                    : throw new SwarmException(ErrorCode.DiskFull, "there is no room; free some");
            },
        });
        await using PeerNode bob = await PeerNode.StartAsync("bob", _secret);
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
        PeerNode alice = await PeerNode.StartAsync("alice", _secret);
        await using PeerNode bob = await PeerNode.StartAsync("bob", _secret);
        (string endpoint, int port) = (alice.Endpoint, alice.Port);
        await bob.Transport.KeepAsync(alice.Name, endpoint, Digest.Of("x"u8), 1, Ct);
        await alice.DisposeAsync();
        await using PeerNode again = await PeerNode.StartAsync("alice", _secret, port);

        await bob.Transport.KeepAsync(again.Name, endpoint, Digest.Of("x"u8), 1, Ct);
        SwarmException other = await Assert.ThrowsAsync<SwarmException>(async () =>
            await bob.Transport.KeepAsync(AgentId.Parse("carol"), endpoint, Digest.Of("x"u8), 1, Ct));

        Assert.Contains("not carol", other.Message, StringComparison.Ordinal);
    }

    private static HelloRequest NewHello(string agent) => new()
    {
        NonceA = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(32)),
        Agent = agent,
        Version = PeerVersion.Text,
        Protocol = PeerVersion.Protocol,
    };

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

    private static async Task<WebApplication> StartNewerAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        WebApplication app = builder.Build();
        app.MapGrpcService(service => service.Unary(PeerMethods.Hello, (_, _) => Task.FromResult(new HelloReply
        {
            NonceB = ByteString.CopyFrom(new byte[32]),
            ProofB = ByteString.CopyFrom(new byte[32]),
            Agent = "newer",
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

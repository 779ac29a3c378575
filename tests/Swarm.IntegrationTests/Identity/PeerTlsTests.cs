using System.Net;
using System.Net.Sockets;
using Swarm.Agent.Identity;
using Swarm.Agent.Peers;
using Swarm.Core;
using Swarm.Grpc;
using Swarm.Grpc.Client;
using Swarm.IntegrationTests.Broker;
using Swarm.IntegrationTests.Peers;
using Swarm.Model;
using Swarm.Protocol.V1;
using Xunit;
using ErrorCode = Swarm.Model.ErrorCode;

namespace Swarm.IntegrationTests.Identity;

/// <summary>
/// Who is not of the swarm is turned away in words, on both sides, over the wire as it is: Kestrel, TLS and HTTP/2.
/// </summary>
public sealed class PeerTlsTests : IDisposable
{
    private const int CallerRefused = 1716;
    private const int CallerLeft = 1717;
    private const int LinkRefused = 1302;
    private const int LinkEnded = 1308;
    private const int LinkBroken = 1301;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource _limit = new(s_limit);
    private readonly TestAuthority _swarm = new();
    private readonly Said _log = new();

    private CancellationToken Ct => _limit.Token;

    public void Dispose()
    {
        _limit.Dispose();
        _swarm.Dispose();
    }

    [Fact]
    public async Task Who_shows_no_certificate_is_told_how_to_get_one_and_nothing_else()
    {
        await using PeerNode alice = await AliceAsync();
        using GrpcChannel channel = GrpcChannel.ForAddress(
            new Uri($"https://{alice.Endpoint}"),
            new GrpcChannelOptions { ServerCertificateValidation = ServerCheck.OfAnybody().Accepts });

        await using DuplexCall<PeerFrame, PeerFrame> link =
            channel.Duplex(PeerMethods.Link, GrpcCallOptions.Default, Ct);
        GrpcException[] refused =
        [
            await Assert.ThrowsAsync<GrpcException>(
                () => channel.UnaryAsync(PeerMethods.Enter, new EnterRequest(), GrpcCallOptions.Default, Ct)),
            await Assert.ThrowsAsync<GrpcException>(
                () => channel.UnaryAsync(PeerMethods.Renew, new RenewRequest(), GrpcCallOptions.Default, Ct)),
            await Assert.ThrowsAsync<GrpcException>(async () => await link.ReadAsync(Ct)),
            await Assert.ThrowsAsync<GrpcException>(async () =>
            {
                await foreach (BlobChunk _ in channel.ServerStreaming(
                    PeerMethods.Blob, new BlobRequest(), GrpcCallOptions.Default, Ct))
                {
                }
            }),
        ];

        Assert.All(refused, one => Assert.Equal(GrpcStatusCode.Unauthenticated, one.Code));
        Assert.All(refused, one => Assert.Contains("swarm ca join", one.Status.Detail, StringComparison.Ordinal));
        Assert.Contains("shows no certificate", Assert.Single(_log.Of(CallerRefused)), StringComparison.Ordinal);
    }

    // Found by noise on the port: an alert, a scrap of data and a message that is no greeting, as the first record.
    [Theory]
    [InlineData("1503010002020a")]
    [InlineData("170303000161")]
    [InlineData("1603010004020000ff")]
    public async Task Who_does_not_greet_is_seen_to_leave_and_nothing_breaks(string bytes)
    {
        await using PeerNode alice = await AliceAsync();
        using (Socket socket = new(SocketType.Stream, ProtocolType.Tcp))
        {
            await socket.ConnectAsync(IPEndPoint.Parse(alice.Endpoint), Ct);
            await socket.SendAsync(Convert.FromHexString(bytes), Ct);
            socket.Shutdown(SocketShutdown.Send);
            await Until.HoldsAsync(() => _log.Of(CallerLeft).Count == 1, s_limit, "it is seen to leave");
        }

        await using PeerNode bob = await PeerNode.StartAsync("bob", _swarm);
        Assert.Equal(alice.Name, (await bob.Transport.JoinAsync(alice.Endpoint, Ct)).Host);
    }

    [Fact]
    public async Task Many_strangers_calls_at_once_are_all_refused_and_logged_once()
    {
        await using PeerNode alice = await AliceAsync();
        using GrpcChannel channel = GrpcChannel.ForAddress(
            new Uri($"https://{alice.Endpoint}"),
            new GrpcChannelOptions { ServerCertificateValidation = ServerCheck.OfAnybody().Accepts });
        await channel.UnaryAsync(PeerMethods.Trust, new TrustList(), GrpcCallOptions.Default, Ct);

        GrpcStatusCode[] answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(async _ =>
            (await Assert.ThrowsAsync<GrpcException>(
                () => channel.UnaryAsync(PeerMethods.Enter, new EnterRequest(), GrpcCallOptions.Default, Ct))).Code));

        Assert.All(answers, answer => Assert.Equal(GrpcStatusCode.Unauthenticated, answer));
        Assert.InRange(_log.Of(CallerRefused).Count, 1, 8);
    }

    [Fact]
    public async Task A_plain_connection_gets_nowhere_and_is_noticed()
    {
        await using PeerNode alice = await AliceAsync();
        using GrpcChannel channel = GrpcChannel.ForAddress(new Uri($"http://{alice.Endpoint}"));

        await Assert.ThrowsAsync<GrpcException>(
            () => channel.UnaryAsync(PeerMethods.Enter, new EnterRequest(), GrpcCallOptions.Default, Ct));

        await SaysAsync(_log, CallerLeft);
    }

    [Fact]
    public async Task A_stranger_is_refused_by_both_sides_and_both_logs_say_why()
    {
        using TestAuthority foreign = new();
        await using PeerNode alice = await AliceAsync();
        Said log = new();
        await using PeerNode eve = await PeerNode.StartAsync(await foreign.PeerAsync("eve"), log: log);

        // The stranger does not believe us; one who does all the same is refused by us.
        SwarmException unbelieving =
            await Assert.ThrowsAsync<SwarmException>(() => eve.Transport.JoinAsync(alice.Endpoint, Ct));
        GrpcException refused = await Assert.ThrowsAsync<GrpcException>(
            () => EnterBelievingAsync(alice, eve.Identity.Credentials));
        Link(eve, alice);

        Assert.Equal(ErrorCode.PeerRefused, unbelieving.Code);
        Assert.Contains(
            "of agent alice is not of this swarm's authority", unbelieving.Message, StringComparison.Ordinal);
        Assert.Contains(
            "of agent eve is not of this swarm's authority", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("agent eve", Assert.Single(_log.Of(CallerRefused)), StringComparison.Ordinal);
        Assert.Contains("agent alice", await SaysAsync(log, LinkRefused), StringComparison.Ordinal);
        await SaysAsync(_log, CallerLeft);
    }

    [Fact]
    public async Task An_expired_certificate_is_refused_by_both_sides_and_both_logs_say_when()
    {
        ShiftedTime late = new() { By = TimeSpan.FromHours(2) };
        await using PeerNode alice = await AliceAsync(new() { Time = late });
        Said log = new();
        await using PeerNode bob = await PeerNode.StartAsync(
            await _swarm.PeerAsync("bob", new() { Valid = TimeSpan.FromHours(1) }), log: log);

        SwarmException refused =
            await Assert.ThrowsAsync<SwarmException>(() => bob.Transport.JoinAsync(alice.Endpoint, Ct));
        Link(bob, alice);
        SwarmException other =
            await Assert.ThrowsAsync<SwarmException>(() => alice.Transport.JoinAsync(bob.Endpoint, Ct));

        Assert.Equal(ErrorCode.PeerRefused, refused.Code);
        Assert.Contains("certificate of agent bob expired at", refused.Message, StringComparison.Ordinal);
        Assert.Contains("swarm ca join", refused.Message, StringComparison.Ordinal);
        Assert.Contains("certificate of agent bob expired at", other.Message, StringComparison.Ordinal);
        Assert.Contains("expired at", await SaysAsync(_log, CallerRefused), StringComparison.Ordinal);
        Assert.Contains("expired at", await SaysAsync(log, LinkRefused), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_certificate_is_refused_by_both_sides_and_both_logs_say_so()
    {
        PeerIdentity stolen = await _swarm.PeerAsync("bob");
        _swarm.Revoke("bob");
        await using PeerNode alice = await AliceAsync();
        Said log = new();
        await using PeerNode bob = await PeerNode.StartAsync(stolen, log: log);

        SwarmException refused =
            await Assert.ThrowsAsync<SwarmException>(() => bob.Transport.JoinAsync(alice.Endpoint, Ct));
        Link(bob, alice);
        SwarmException other =
            await Assert.ThrowsAsync<SwarmException>(() => alice.Transport.JoinAsync(bob.Endpoint, Ct));

        Assert.Contains("was revoked at", refused.Message, StringComparison.Ordinal);
        Assert.Contains("lost in a test", refused.Message, StringComparison.Ordinal);
        Assert.Contains("was revoked at", other.Message, StringComparison.Ordinal);
        Assert.Contains("revoked", await SaysAsync(_log, CallerRefused), StringComparison.Ordinal);
        Assert.Contains("revoked", await SaysAsync(log, LinkRefused), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_ends_when_its_peer_is_revoked_and_is_there_again_after_a_new_enrolment()
    {
        string state = _swarm.NewState();
        AgentIdentity credentials = await _swarm.EnrolAsync("bob", state);
        await using PeerNode alice = await AliceAsync();
        await using PeerNode bob = await PeerNode.StartAsync(new PeerIdentity(AgentId.Parse("bob"), credentials, null));
        Link(alice, bob);
        Link(bob, alice);
        await SpeaksAsync(bob, alice, 1);
        await SpeaksAsync(alice, bob, 1);

        _swarm.Revoke("bob");
        Assert.True(alice.Identity.Credentials.Trust.TryAdopt(_swarm.Authority.TrustText));
        alice.Identity.Credentials.Callers.Look();

        await Until.HoldsAsync(() => !alice.Transport.IsLinked(bob.Name), s_limit, "alice lets go of bob");
        await Until.HoldsAsync(() => !bob.Transport.IsLinked(alice.Name), s_limit, "bob is let go of");
        Assert.Contains("revoked", await SaysAsync(_log, LinkEnded), StringComparison.Ordinal);
        Assert.Contains("revoked", await SaysAsync(_log, LinkBroken), StringComparison.Ordinal);
        Assert.Contains("revoked", await SaysAsync(_log, LinkRefused), StringComparison.Ordinal);

        // What is enrolled in the very second of the revocation is revoked with it.
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        await Until.HoldsAsync(() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() > now, s_limit, "a second");
        await _swarm.EnrolAsync("bob", state);
        credentials.Look();

        await Until.HoldsAsync(() => alice.Transport.IsLinked(bob.Name), s_limit, "alice links to bob again");
        await Until.HoldsAsync(() => bob.Transport.IsLinked(alice.Name), s_limit, "bob links to alice again");
        await SpeaksAsync(bob, alice, 2);
    }

    [Fact]
    public async Task A_link_ends_when_its_peers_certificate_runs_out()
    {
        ShiftedTime clock = new();
        await using PeerNode alice = await AliceAsync(new() { Time = clock });
        await using PeerNode bob = await PeerNode.StartAsync(
            await _swarm.PeerAsync("bob", new() { Valid = TimeSpan.FromHours(1) }));
        Link(bob, alice);
        await SpeaksAsync(bob, alice, 1);

        clock.By = TimeSpan.FromHours(2);
        alice.Identity.Credentials.Callers.Look();

        await Until.HoldsAsync(() => !bob.Transport.IsLinked(alice.Name), s_limit, "bob is let go of");
        Assert.Contains("expired", await SaysAsync(_log, LinkEnded), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_renews_goes_on_and_the_next_connection_shows_the_new_certificate()
    {
        await using PeerNode alice = await AliceAsync(new() { Delegates = true });
        string state = _swarm.NewState();
        AgentIdentity credentials = await _swarm.EnrolAsync("bob", state, new() { Valid = TimeSpan.FromHours(1) });
        await using PeerNode bob = await PeerNode.StartAsync(new PeerIdentity(AgentId.Parse("bob"), credentials, null));
        KnownPeer known = new(alice.Key, alice.Endpoint);
        DateTimeOffset before = credentials.NotAfter;

        credentials.Renew(await bob.Transport.RenewAsync(known, credentials.RequestRenewal(), Ct));

        Assert.True(credentials.NotAfter > before + TimeSpan.FromHours(1));
        Assert.Equal(["agent bob", "issuer alice"], credentials.Verdict.Chain.Select(one => one.Who.ToString()));
        Assert.Equal(alice.Name, (await bob.Transport.JoinAsync(alice.Endpoint, Ct)).Host);
        Assert.Equal(bob.Name, (await alice.Transport.JoinAsync(bob.Endpoint, Ct)).Host);
    }

    [Fact]
    public async Task A_user_is_no_agent_to_agents()
    {
        await using PeerNode alice = await AliceAsync();
        IdentityFolder folder = IdentityFolder.OfAgent(_swarm.NewState());
        await Assert.ThrowsAsync<SwarmException>(
            () => _swarm.EnrolAsync("ann", Path.GetDirectoryName(folder.Folder), new() { Kind = PrincipalKind.User }));
        using GrpcChannel channel = GrpcChannel.ForAddress(
            new Uri($"https://{alice.Endpoint}"),
            GrpcIdentity.Load(folder.CertificateFile, folder.KeyFile, folder.RootsFile).Secure(new()));

        GrpcException refused = await Assert.ThrowsAsync<GrpcException>(
            () => channel.UnaryAsync(PeerMethods.Enter, new EnterRequest(), GrpcCallOptions.Default, Ct));

        Assert.Equal(GrpcStatusCode.Unauthenticated, refused.Code);
        Assert.Contains("user ann", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_list_of_whom_to_trust_goes_from_one_to_the_other_when_they_meet()
    {
        PeerIdentity before = await _swarm.PeerAsync("bob");
        await using PeerNode bob = await PeerNode.StartAsync(before);
        _swarm.Revoke("nobody");
        await using PeerNode alice = await AliceAsync();
        Assert.Equal((2, 1), (VersionOf(alice), VersionOf(bob)));

        await bob.Transport.JoinAsync(alice.Endpoint, Ct);
        Assert.Equal(2, VersionOf(bob));

        _swarm.Revoke("nobody");
        Assert.True(bob.Identity.Credentials.Trust.TryAdopt(_swarm.Authority.TrustText));
        await bob.Transport.ShareTrustAsync(new KnownPeer(alice.Key, alice.Endpoint), Ct);
        Assert.Equal(3, VersionOf(alice));
    }

    private static long VersionOf(PeerNode node) => node.Identity.Credentials.Trust.Bundle.Version;

    private async Task<PeerNode> AliceAsync(TestAuthority.Enrolling? how = null) =>
        await PeerNode.StartAsync(await _swarm.PeerAsync("alice", how), log: _log);

    private static void Link(PeerNode from, PeerNode to)
    {
        from.Transport.Become(from.Key);
        from.Transport.Link([to.AsMember]);
    }

    private async Task SpeaksAsync(PeerNode from, PeerNode to, int number)
    {
        from.Transport.Send(to.Name, new PeerMessage.Heartbeat(number, 0, 0));
        AgentInput.Peer said = await to.NextAsync(Ct);
        Assert.Equal((from.Key, new PeerMessage.Heartbeat(number, 0, 0)), (said.From, said.Message));
    }

    private async Task EnterBelievingAsync(PeerNode to, AgentIdentity identity)
    {
        using GrpcChannel channel = GrpcChannel.ForAddress(
            new Uri($"https://{to.Endpoint}"),
            new GrpcChannelOptions
            {
                ClientCertificateContext = identity.Context,
                ServerCertificateValidation = ServerCheck.OfAnybody().Accepts,
            });
        await channel.UnaryAsync(PeerMethods.Enter, new EnterRequest(), GrpcCallOptions.Default, Ct);
    }

    private static async Task<string> SaysAsync(Said log, int id)
    {
        await Until.HoldsAsync(() => log.Of(id).Count > 0, s_limit, $"event {id} is logged");
        return string.Join('\n', log.Of(id));
    }
}

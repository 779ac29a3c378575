using Google.Protobuf;
using Swarm.Agent;
using Swarm.Agent.Identity;
using Swarm.Agent.Peers;
using Swarm.Grpc;
using Swarm.IntegrationTests.Peers;
using Swarm.Model;
using Swarm.Protocol.V1;
using Xunit;
using Digest = Swarm.Model.Digest;
using ErrorCode = Swarm.Model.ErrorCode;

namespace Swarm.IntegrationTests.Identity;

/// <summary>Enrolment over the wire: by a token of an operator, and by the secret of a swarm without one.</summary>
public sealed class EnrolmentWireTests : IDisposable
{
    private const int EnrolmentRefused = 1305;

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(30));
    private readonly TestAuthority _swarm = new();
    private readonly Said _log = new();

    private CancellationToken Ct => _limit.Token;

    public void Dispose()
    {
        _limit.Dispose();
        _swarm.Dispose();
    }

    [Fact]
    public async Task A_token_is_answered_by_an_agent_with_a_delegation()
    {
        await using PeerNode alice = await IssuerAsync();
        string state = _swarm.NewState();

        EnrolmentReport done = await Enrolment.JoinAsync(
            new EnrolmentOrder(await TokenAsync(alice, "bob"), "bob", state), TimeProvider.System, Ct);

        using AgentIdentity bob = _swarm.Load("bob", IdentityFolder.OfAgent(state), new());
        Assert.Equal(alice.Endpoint, done.Place);
        Assert.Equal(["agent bob", "issuer alice"], bob.Verdict.Chain.Select(one => one.Who.ToString()));
        await using PeerNode node = await PeerNode.StartAsync(new PeerIdentity(AgentId.Parse("bob"), bob, null));
        Assert.Equal(alice.Name, (await node.Transport.JoinAsync(alice.Endpoint, Ct)).Host);
        Assert.Equal([alice.Endpoint], new SeedFile(state).Read());
    }

    [Fact]
    public async Task A_token_is_good_once_and_a_wrong_one_costs_a_pause_and_a_line_in_the_log()
    {
        await using PeerNode alice = await IssuerAsync();
        string token = await TokenAsync(alice, "bob");
        await Enrolment.JoinAsync(new EnrolmentOrder(token, "bob", _swarm.NewState()), TimeProvider.System, Ct);
        long began = TimeProvider.System.GetTimestamp();

        SwarmException refused = await Assert.ThrowsAsync<SwarmException>(() => Enrolment.JoinAsync(
            new EnrolmentOrder(token, "bob", _swarm.NewState()), TimeProvider.System, Ct));

        Assert.True(TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(0.9));
        Assert.Equal(ErrorCode.PeerRefused, refused.Code);
        Assert.Contains("ask for a new one", refused.Message, StringComparison.Ordinal);
        Assert.Contains("bob", Assert.Single(_log.Of(EnrolmentRefused)), StringComparison.Ordinal);
        Assert.All(_log.Lines, line => Assert.DoesNotContain(token, line.Line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_answers_without_being_of_the_tokens_authority_is_told_no_secret()
    {
        using TestAuthority foreign = new();
        await using PeerNode alice = await IssuerAsync();
        await using PeerNode eve = await PeerNode.StartAsync(
            await foreign.PeerAsync("eve", new() { Delegates = true }), log: _log);
        string good = await TokenAsync(alice, "bob");
        string led = (EnrolmentToken.Parse(good) with { Place = eve.Endpoint }).Text;

        SwarmException refused = await Assert.ThrowsAsync<SwarmException>(() => Enrolment.JoinAsync(
            new EnrolmentOrder(led, "bob", _swarm.NewState()), TimeProvider.System, Ct));

        Assert.Contains("not of the authority that the token names", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_log.Of(EnrolmentRefused));
        await Enrolment.JoinAsync(new EnrolmentOrder(good, "bob", _swarm.NewState()), TimeProvider.System, Ct);
    }

    [Fact]
    public async Task Who_shows_the_right_list_and_another_certificate_is_told_no_secret()
    {
        using TestAuthority foreign = new();
        await using PeerNode alice = await IssuerAsync();
        PeerIdentity eve = await foreign.PeerAsync("eve");
        await using LyingServer liar = await LyingServer.StartAsync(eve, _swarm.Authority.TrustText);
        EnrolmentToken token = EnrolmentToken.Parse(await TokenAsync(alice, "bob"));

        SwarmException refused = await Assert.ThrowsAsync<SwarmException>(() => Enrolment.JoinAsync(
            new EnrolmentOrder((token with { Place = liar.Endpoint }).Text, "bob", _swarm.NewState()),
            TimeProvider.System, Ct));

        Assert.Contains("not of this swarm's authority", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, liar.Enrolments);
    }

    [Fact]
    public async Task An_agent_without_a_delegation_says_that_it_enrols_nobody()
    {
        await using PeerNode alice = await PeerNode.StartAsync("alice", _swarm);
        string token = await CertificateDesk.OfAuthority(_swarm.Ca, TimeProvider.System).NewTokenAsync(
            new TokenOrder(
                PrincipalKind.Agent, "bob", TimeSpan.FromMinutes(1), TimeSpan.FromDays(1), alice.Endpoint), Ct);

        SwarmException refused = await Assert.ThrowsAsync<SwarmException>(() => Enrolment.JoinAsync(
            new EnrolmentOrder(token, "bob", _swarm.NewState()), TimeProvider.System, Ct));

        Assert.Contains("alice enrols nobody", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_secret_of_a_swarm_without_an_operator_enrols()
    {
        using TestAuthority loose = new(isThrowaway: true);
        await using PeerNode alice = await FounderAsync(loose);
        using EnrolmentKeys keys = new(IdentityFolder.OfAgent(loose.NewState()), true, _log, TimeProvider.System);
        using EnrolmentCaller caller = new(alice.Endpoint, new PeerOptions(), TimeProvider.System);

        Enrolled enrolled = await caller.AskAsync(AgentId.Parse("bob"), loose.Secret, keys.Request("bob"), Ct);

        CertificateVerdict bob = keys.Keep(enrolled, EnrolmentCheck.AuthorityOf(enrolled));
        Assert.Equal("agent bob", $"{bob.Who}");
        Assert.NotNull(enrolled.Delegation);
    }

    [Fact]
    public async Task A_wrong_secret_is_refused_with_the_remedy_by_both_sides()
    {
        using TestAuthority loose = new(isThrowaway: true);
        await using PeerNode alice = await FounderAsync(loose);
        SwarmSecret wrong = new(RandomBytes.New(SwarmSecret.SizeBytes));
        using EnrolmentKeys keys = new(IdentityFolder.OfAgent(loose.NewState()), true, _log, TimeProvider.System);
        using EnrolmentCaller caller = new(alice.Endpoint, new PeerOptions(), TimeProvider.System);

        SwarmException refused = await Assert.ThrowsAsync<SwarmException>(
            () => caller.AskAsync(AgentId.Parse("eve"), wrong, keys.Request("eve"), Ct));
        Assert.Contains("--secret-file", refused.Message, StringComparison.Ordinal);

        // Who ignores that and goes on all the same.
        using GrpcChannel channel = Open(alice, out ServerCheck _);
        HelloReply hello = await channel.UnaryAsync(PeerMethods.Hello, NewHello("eve"), GrpcCallOptions.Default, Ct);
        EnrolRequest request = EnrolmentWire.Write(keys.Request("eve"));
        request.NonceB = hello.NonceB;
        request.ProofA = ByteString.CopyFrom(new byte[32]);
        GrpcException denied = await Assert.ThrowsAsync<GrpcException>(
            () => channel.UnaryAsync(PeerMethods.Enrol, request, GrpcCallOptions.Default, Ct));

        Assert.Equal(GrpcStatusCode.PermissionDenied, denied.Code);
        Assert.Equal("402", denied.Trailers.GetText(PeerMethods.CodeTrailer));
        Assert.Contains("eve", Assert.Single(_log.Of(EnrolmentRefused)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proof_is_good_once_for_its_name_and_on_its_connection()
    {
        using TestAuthority loose = new(isThrowaway: true);
        await using PeerNode alice = await FounderAsync(loose);
        using EnrolmentKeys keys = new(IdentityFolder.OfAgent(loose.NewState()), true, _log, TimeProvider.System);
        using GrpcChannel channel = Open(alice, out ServerCheck check);

        async Task<GrpcStatusCode> EnrolAsync(string name, Digest certificate, bool reflect, bool again)
        {
            HelloRequest request = NewHello("bob");
            HelloReply hello = await channel.UnaryAsync(PeerMethods.Hello, request, GrpcCallOptions.Default, Ct);
            Introduction meeting = new(
                new Digest(request.NonceA.Span), new Digest(hello.NonceB.Span), certificate, AgentId.Parse("bob"),
                alice.Name);
            EnrolRequest enrol = EnrolmentWire.Write(keys.Request(name));
            enrol.NonceB = hello.NonceB;
            enrol.ProofA = reflect ? hello.ProofB : ByteString.CopyFrom(meeting.ProveEnter(loose.Secret));
            try
            {
                await channel.UnaryAsync(PeerMethods.Enrol, enrol, GrpcCallOptions.Default, Ct);
                if (again)
                {
                    await channel.UnaryAsync(PeerMethods.Enrol, enrol, GrpcCallOptions.Default, Ct);
                }

                return GrpcStatusCode.Ok;
            }
            catch (GrpcException refused)
            {
                return refused.Code;
            }
        }

        await channel.UnaryAsync(PeerMethods.Hello, NewHello("bob"), GrpcCallOptions.Default, Ct);
        Assert.Equal(GrpcStatusCode.Ok, await EnrolAsync("bob", check.Fingerprint, reflect: false, again: false));
        Assert.Equal(
            [
                GrpcStatusCode.PermissionDenied, GrpcStatusCode.PermissionDenied, GrpcStatusCode.PermissionDenied,
                GrpcStatusCode.PermissionDenied,
            ],
            await Task.WhenAll(
                EnrolAsync("bob", check.Fingerprint, reflect: false, again: true),
                EnrolAsync("carol", check.Fingerprint, reflect: false, again: false),
                EnrolAsync("bob", check.Fingerprint, reflect: true, again: false),
                EnrolAsync("bob", Digest.Of("another connection"u8), reflect: false, again: false)));
    }

    [Fact]
    public async Task A_swarm_with_an_operator_knows_no_secret()
    {
        await using PeerNode alice = await IssuerAsync();
        using EnrolmentKeys keys = new(IdentityFolder.OfAgent(_swarm.NewState()), true, _log, TimeProvider.System);
        using EnrolmentCaller caller = new(alice.Endpoint, new PeerOptions(), TimeProvider.System);

        SwarmException refused = await Assert.ThrowsAsync<SwarmException>(
            () => caller.AskAsync(AgentId.Parse("bob"), _swarm.Secret, keys.Request("bob"), Ct));

        Assert.Contains("swarm ca join", refused.Message, StringComparison.Ordinal);
    }

    private static HelloRequest NewHello(string agent) => new()
    {
        NonceA = ByteString.CopyFrom(RandomBytes.New(32)),
        Agent = agent,
        Version = PeerVersion.Text,
        Protocol = PeerVersion.Protocol,
    };

    private static GrpcChannel Open(PeerNode node, out ServerCheck check)
    {
        check = ServerCheck.OfAnybody();
        return GrpcChannel.ForAddress(
            new Uri($"https://{node.Endpoint}"),
            new GrpcChannelOptions { ServerCertificateValidation = check.Accepts });
    }

    private async Task<PeerNode> IssuerAsync() =>
        await PeerNode.StartAsync(await _swarm.PeerAsync("alice", new() { Delegates = true }), log: _log);

    private async Task<PeerNode> FounderAsync(TestAuthority loose)
    {
        PeerIdentity alice = await loose.PeerAsync("alice", new() { Secret = loose.Secret });
        alice.Credentials.Use(loose.Authority.OpenDesk());
        return await PeerNode.StartAsync(alice, log: _log);
    }

    private Task<string> TokenAsync(PeerNode issuer, string name)
    {
        string state = Path.GetDirectoryName(issuer.Identity.Credentials.Folder.Folder)!;
        return CertificateDesk.OfAgent(state, TimeProvider.System)!.NewTokenAsync(
            new TokenOrder(
                PrincipalKind.Agent, name, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1), issuer.Endpoint), Ct);
    }
}

using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Agent;
using Swarm.Agent.Identity;
using Swarm.Model;
using Xunit;

namespace Swarm.UnitTests.Identity;

/// <summary>Tokens let one in, once and soon; what they give is checked before it is kept.</summary>
public sealed class EnrolmentTests : IDisposable
{
    private readonly AuthorityFixture _swarm = new("lab");

    public void Dispose() => _swarm.Dispose();

    [Fact]
    public async Task A_token_lets_an_agent_in_and_its_key_stays_with_it()
    {
        EnrolmentReport done = await JoinAsync(await TokenAsync("hpc"), "hpc");

        IdentityFolder folder = IdentityFolder.OfAgent(State("hpc"));
        Assert.Equal(("hpc", "lab", PrincipalKind.Agent), (done.Name, done.Title, done.Kind));
        Assert.True(folder.Exists);
        Assert.False(folder.HasDelegation);
        Assert.All(
            Directory.GetFiles(_swarm.Folder, "*", SearchOption.AllDirectories),
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(file) & ~(UnixFileMode)Convert.ToInt32(file.EndsWith(".lock") ? "44" : "0", 8)));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(_swarm.Ca));
        string secret = File.ReadAllText(folder.KeyFile).Split('\n')[1];
        Assert.All(
            Directory.GetFiles(_swarm.Folder, "*", SearchOption.AllDirectories).Where(file => file != folder.KeyFile),
            file => Assert.DoesNotContain(secret, File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_delegation_lets_others_in()
    {
        await JoinAsync(await TokenAsync("alice", PrincipalKind.Issuer), "alice");
        IdentityFolder alice = IdentityFolder.OfAgent(State("alice"));
        TrustStore trust = TrustStore.Load(alice.TrustFile, NullLogger.Instance, _swarm.Time);
        using EnrolmentDesk desk = alice.OpenDesk(trust, NullLogger.Instance, _swarm.Time)!;
        CertificateDesk seen = CertificateDesk.OfAgent(State("alice"), _swarm.Time)!;
        string text = await seen.NewTokenAsync(Order("hpc", PrincipalKind.Agent, "127.0.0.1:7411"), default);
        Assert.True(EnrolmentToken.TryParse(text, out EnrolmentToken? token));

        using ECDsa key = CertificateKeys.New();
        Enrolled enrolled = await desk.EnrolAsync(token.Secret, Request("hpc", key), default);

        CertificateVerdict verdict = EnrolmentCheck.Accept(enrolled, token.Authority, key, _swarm.Time);
        Assert.Equal(["agent hpc", "issuer alice"], verdict.Chain.Select(one => one.Who.ToString()));
        Assert.False(desk.CanDelegate);
        await Assert.ThrowsAsync<SwarmException>(
            () => seen.NewTokenAsync(Order("bob", PrincipalKind.Issuer, "127.0.0.1:7411"), default));
    }

    [Fact]
    public async Task A_token_is_good_once_but_the_same_key_may_ask_again()
    {
        EnrolmentToken token = EnrolmentToken.Parse(await TokenAsync("hpc"));
        using EnrolmentDesk desk = _swarm.Authority.OpenDesk();
        using ECDsa key = CertificateKeys.New();
        using ECDsa thief = CertificateKeys.New();

        await desk.EnrolAsync(token.Secret, Request("hpc", key), default);
        await desk.EnrolAsync(token.Secret, Request("hpc", key), default);
        SwarmException refused = await Assert.ThrowsAsync<SwarmException>(
            () => desk.EnrolAsync(token.Secret, Request("hpc", thief), default));

        Assert.Equal(ErrorCode.PeerRefused, refused.Code);
        Assert.Contains("swarm ca token", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_who_bring_one_token_at_once_one_is_let_in()
    {
        EnrolmentToken token = EnrolmentToken.Parse(await TokenAsync("hpc"));
        ECDsa[] keys = [.. Enumerable.Range(0, 8).Select(_ => CertificateKeys.New())];

        Task<bool[]> all = Task.WhenAll(keys.Select(key => Task.Run(async () =>
        {
            using EnrolmentDesk desk = _swarm.Authority.OpenDesk();
            try
            {
                await desk.EnrolAsync(token.Secret, Request("hpc", key), default);
                return true;
            }
            catch (SwarmException)
            {
                return false;
            }
        })));

        // A desk that finds the book taken waits on this clock.
        using CancellationTokenSource over = new();
        while (!all.IsCompleted)
        {
            await Task.WhenAny(all, _swarm.Time.WaitForTimersAsync(1, over.Token));
            _swarm.Time.Advance(TimeSpan.FromMilliseconds(20));
        }

        await over.CancelAsync();
        Assert.Single(await all, one => one);
    }

    [Fact]
    public async Task A_token_that_ran_out_or_is_for_another_or_for_less_is_refused()
    {
        EnrolmentToken late = EnrolmentToken.Parse(await TokenAsync("hpc"));
        _swarm.Time.Advance(TimeSpan.FromMinutes(16));
        EnrolmentToken token = EnrolmentToken.Parse(await TokenAsync("hpc"));
        using EnrolmentDesk desk = _swarm.Authority.OpenDesk();
        using ECDsa key = CertificateKeys.New();

        foreach ((ReadOnlyMemory<byte> secret, string name) in new[]
            { (late.Secret, "hpc"), (token.Secret, "root"), (RandomBytes.New(16), "hpc") })
        {
            await Assert.ThrowsAsync<SwarmException>(() => desk.EnrolAsync(secret, Request(name, key), default));
        }

        Enrolled enrolled =
            await desk.EnrolAsync(token.Secret, Request("hpc", key) with { DelegationRequest = [1] }, default);
        Assert.Null(enrolled.Delegation);
    }

    [Fact]
    public async Task An_open_token_gives_no_name_that_another_has()
    {
        await JoinAsync(await TokenAsync("hpc"), "hpc");

        SwarmException refused = await Assert.ThrowsAsync<SwarmException>(
            async () => await JoinAsync(await TokenAsync(null), "hpc", State("elsewhere")));
        EnrolmentReport other = await JoinAsync(await TokenAsync(null), "edge");

        Assert.Contains("belongs to another key", refused.Message, StringComparison.Ordinal);
        Assert.Equal("edge", other.Name);
    }

    [Fact]
    public async Task A_token_of_another_authority_or_for_another_swarms_folder_is_refused()
    {
        using AuthorityFixture other = new();
        EnrolmentToken foreign = EnrolmentToken.Parse(await TokenAsync("hpc")) with { Authority = Digest.Of("x"u8) };
        await Assert.ThrowsAsync<SwarmException>(() => JoinAsync(foreign.Text, "hpc"));
        Assert.False(IdentityFolder.OfAgent(State("hpc")).Exists);

        await JoinAsync(await TokenAsync("hpc"), "hpc");
        string second = await CertificateDesk.OfAuthority(other.Ca, other.Time)
            .NewTokenAsync(Order("hpc", PrincipalKind.Agent, other.Ca), default);
        SwarmException refused = await Assert.ThrowsAsync<SwarmException>(() => JoinAsync(second, "hpc"));
        Assert.Contains("--state", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_that_is_kept_or_shown_tells_the_token()
    {
        string text = await TokenAsync("hpc");
        EnrolmentToken token = EnrolmentToken.Parse(text);
        string[] secrets =
        [
            text, Convert.ToHexStringLower(token.Secret.Span), Convert.ToHexString(token.Secret.Span),
            Convert.ToBase64String(token.Secret.Span),
        ];
        CertificateDesk desk = CertificateDesk.OfAuthority(_swarm.Ca, _swarm.Time);
        string[] shown =
        [
            token.ToString(), new EnrolmentOrder(text, "hpc", "/tmp").ToString(),
            .. desk.Tokens.Select(one => $"{one}"),
            .. Directory.GetFiles(_swarm.Folder, "*", SearchOption.AllDirectories).Select(File.ReadAllText),
        ];

        Assert.All(secrets, secret =>
            Assert.All(shown, line => Assert.DoesNotContain(secret, line, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void A_token_says_the_same_after_a_journey_and_nothing_when_it_is_cut()
    {
        var tokens =
            from kind in Gen.Elements(Enum.GetValues<PrincipalKind>())
            from name in Gen.Elements(null, "a", "hpc-1_x", new string('z', AgentId.MaxLength))
            from place in Gen.Elements("127.0.0.1:7411", "/a folder/é", "[::1]:1", "h:1")
            from cut in Gen.Choose(1, 400)
            select (new EnrolmentToken(kind, name, Digest.Of([1]), RandomBytes.New(16), place), cut);

        Prop.ForAll(tokens.ToArbitrary(), pair =>
        {
            (EnrolmentToken token, int cut) = pair;
            string text = token.Text;
            bool survives = EnrolmentToken.TryParse($" {text}\n", out EnrolmentToken? read)
                && read.Secret.Span.SequenceEqual(token.Secret.Span)
                && read with { Secret = token.Secret } == token;
            bool isCut = !EnrolmentToken.TryParse(text[..Math.Max(0, text.Length - cut)], out EnrolmentToken? rest)
                || rest.Place != token.Place;
            return survives && isCut;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void An_authority_is_never_overwritten()
    {
        string key = File.ReadAllText(Path.Combine(_swarm.Ca, "authority.key"));

        SwarmException refused =
            Assert.Throws<SwarmException>(() => Authority.Create(_swarm.Ca, "again", _swarm.Time));

        Assert.Contains("swarm ca rotate", refused.Message, StringComparison.Ordinal);
        Assert.Equal(key, File.ReadAllText(Path.Combine(_swarm.Ca, "authority.key")));
    }

    private static EnrolmentRequest Request(string name, ECDsa key) => new(name, CertificateKeys.Request(key), null);

    private static TokenOrder Order(string? name, PrincipalKind kind, string place) =>
        new(kind, name, TimeSpan.FromMinutes(15), TimeSpan.FromDays(7), place);

    private string State(string name) => Path.Combine(_swarm.Folder, "state", name);

    private Task<string> TokenAsync(string? name, PrincipalKind kind = PrincipalKind.Agent) =>
        CertificateDesk.OfAuthority(_swarm.Ca, _swarm.Time).NewTokenAsync(Order(name, kind, _swarm.Ca), default);

    private Task<EnrolmentReport> JoinAsync(string token, string name, string? state = null) =>
        Enrolment.JoinAsync(new EnrolmentOrder(token, name, state ?? State(name)), _swarm.Time, default);
}

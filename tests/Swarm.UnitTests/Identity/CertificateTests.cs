using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Swarm.Agent.Identity;
using Swarm.Model;
using Xunit;

namespace Swarm.UnitTests.Identity;

/// <summary>Who is let in by a certificate, and what those who are not are told.</summary>
public sealed class CertificateTests : IDisposable
{
    private readonly AuthorityFixture _swarm = new();

    public void Dispose() => _swarm.Dispose();

    [Fact]
    public void The_authority_signs_for_an_agent_and_so_does_a_delegation()
    {
        X509Certificate2 delegation = _swarm.Delegate("alice");
        CertificateVerdict direct = _swarm.Judge(_swarm.Issue(_swarm.AgentOf("hpc")));
        CertificateVerdict delegated =
            _swarm.Judge(_swarm.Issue(_swarm.AgentOf("hpc"), by: delegation), delegation);

        Assert.Null(direct.Reason);
        Assert.Null(delegated.Reason);
        Assert.Equal(_swarm.AgentOf("hpc"), direct.Who);
        Assert.Equal(["agent hpc", "issuer alice"], delegated.Chain.Select(one => one.Who.ToString()));
        Assert.Equal(_swarm.Time.GetUtcNow(), direct.Chain[0].IssuedAt);
        Assert.Equal(_swarm.Time.GetUtcNow() + TimeSpan.FromDays(7), delegated.Chain[0].NotAfter);
    }

    [Fact]
    public void Nobody_and_strangers_are_refused()
    {
        using AuthorityFixture other = new();

        Assert.Contains("swarm ca join", _swarm.Judge(null).Reason!, StringComparison.Ordinal);
        string reason = _swarm.Judge(other.Issue(other.AgentOf("hpc"))).Reason!;
        Assert.Contains("of agent hpc is not of this swarm's authority", reason, StringComparison.Ordinal);
        Assert.Null(_swarm.Judge(other.Issue(other.AgentOf("hpc"))).Who);
    }

    [Fact]
    public void A_certificate_of_our_authority_that_names_another_swarm_is_refused()
    {
        Principal foreign = new(new string('0', Principal.SwarmLength), PrincipalKind.Agent, "hpc");

        Assert.Contains(
            "no name that this swarm knows", _swarm.Judge(_swarm.Issue(foreign)).Reason!, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_expired_or_not_good_yet_says_when()
    {
        X509Certificate2 shortly = _swarm.Issue(_swarm.AgentOf("hpc"), TimeSpan.FromHours(1));
        CertificateVerdict once = _swarm.Judge(shortly);
        _swarm.Time.Advance(TimeSpan.FromHours(2));
        X509Certificate2 later = _swarm.Issue(_swarm.AgentOf("hpc"), TimeSpan.FromHours(1));

        Assert.Contains("expired at 2026-05-01 13:00:00Z", _swarm.Judge(shortly).Reason!, StringComparison.Ordinal);
        Assert.Contains("expired at 2026-05-01 13:00:00Z", _swarm.Trust.WhyNot(once)!, StringComparison.Ordinal);

        using AuthorityFixture early = new();
        CertificateVerdict verdict = new ChainJudge(_swarm.Authority.Bundle, early.Time).Judge(later, []);
        Assert.Contains("set the clocks", verdict.Reason!, StringComparison.Ordinal);
    }

    [Fact]
    public void An_expired_delegation_takes_those_it_enrolled_with_it()
    {
        X509Certificate2 delegation = _swarm.Delegate("alice", TimeSpan.FromHours(1));
        X509Certificate2 agent = _swarm.Issue(_swarm.AgentOf("hpc"), by: delegation);
        Assert.Null(_swarm.Judge(agent, delegation).Reason);

        _swarm.Time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));

        Assert.Contains("expired", _swarm.Judge(agent, delegation).Reason!, StringComparison.Ordinal);
        Assert.Throws<SwarmException>(() => _swarm.Issue(_swarm.AgentOf("late"), by: delegation));
    }

    [Fact]
    public void A_revoked_name_is_refused_until_it_is_enrolled_again()
    {
        X509Certificate2 old = _swarm.Issue(_swarm.AgentOf("hpc"));
        CertificateVerdict once = _swarm.Judge(old);
        X509Certificate2 other = _swarm.Issue(_swarm.AgentOf("repository"));
        _swarm.Time.Advance(TimeSpan.FromSeconds(2));
        Authority.Revoke(_swarm.Ca, PrincipalKind.Agent, "hpc", "stolen", _swarm.Time);
        Reopen();
        _swarm.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Contains("of agent hpc was revoked", _swarm.Judge(old).Reason!, StringComparison.Ordinal);
        Assert.Contains("stolen", _swarm.Trust.WhyNot(once)!, StringComparison.Ordinal);
        Assert.Null(_swarm.Judge(other).Reason);
        Assert.Null(_swarm.Judge(_swarm.Issue(_swarm.AgentOf("hpc"))).Reason);
    }

    [Fact]
    public void One_certificate_is_revoked_by_its_serial_number()
    {
        X509Certificate2 one = _swarm.Issue(_swarm.AgentOf("hpc"));
        X509Certificate2 two = _swarm.Issue(_swarm.AgentOf("hpc"));
        Authority.Revoke(_swarm.Ca, PrincipalKind.Agent, one.SerialNumber, "lost", _swarm.Time);
        Reopen();

        Assert.Contains("revoked", _swarm.Judge(one).Reason!, StringComparison.Ordinal);
        Assert.Null(_swarm.Judge(two).Reason);
        Assert.Throws<SwarmException>(
            () => Authority.Revoke(_swarm.Ca, PrincipalKind.Agent, "No Name", "x", _swarm.Time));
    }

    [Fact]
    public void A_revoked_agent_takes_its_delegation_and_those_it_enrolled_with_it()
    {
        X509Certificate2 delegation = _swarm.Delegate("alice");
        X509Certificate2 agent = _swarm.Issue(_swarm.AgentOf("hpc"), by: delegation);
        Authority.Revoke(_swarm.Ca, PrincipalKind.Agent, "alice", "stolen", _swarm.Time);
        Reopen();

        string reason = _swarm.Judge(agent, delegation).Reason!;
        Assert.Contains("of issuer alice was revoked", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_agent_signs_for_nobody_and_a_delegation_delegates_no_further()
    {
        X509Certificate2 agent = _swarm.Issue(_swarm.AgentOf("mallory"));
        X509Certificate2 forged = Forge(agent, _swarm.AgentOf("alice"));
        Assert.NotNull(_swarm.Judge(forged, agent).Reason);

        X509Certificate2 delegation = _swarm.Delegate("mallory");
        Principal further = new(_swarm.Authority.Bundle.Swarm, PrincipalKind.Issuer, "mallory");
        X509Certificate2 second = Forge(delegation, further, isAuthority: true);
        X509Certificate2 third = Forge(second, _swarm.AgentOf("alice"));
        Assert.NotNull(_swarm.Judge(third, second, delegation).Reason);
        Assert.NotNull(_swarm.Judge(delegation).Reason);
    }

    [Theory]
    [InlineData("email")]
    [InlineData("dns")]
    [InlineData("key")]
    [InlineData("none")]
    public void A_certificate_with_other_names_than_ours_is_refused(string kind)
    {
        X509Certificate2 delegation = _swarm.Delegate("mallory");
        SubjectAlternativeNameBuilder names = new();
        names.AddUri(new Uri(_swarm.AgentOf("mallory").Uri));
        switch (kind)
        {
            case "email": names.AddEmailAddress("alice@example.org"); break;
            case "dns": names.AddDnsName("alice"); break;
            case "key":
                names.AddUri(new Uri(CertificateNames.OfKey(_swarm.Authority.Bundle.Swarm, Digest.Of("alice"u8))));
                break;
        }

        X509Certificate2 forged = Forge(delegation, _swarm.AgentOf("mallory"), names: names.Build());

        Assert.Contains(
            "no name that this swarm knows", _swarm.Judge(forged, delegation).Reason!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_gives_its_key_and_nothing_else_and_must_be_signed_by_it()
    {
        using ECDsa key = CertificateKeys.New();
        using ECDsa big = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        byte[] request = CertificateKeys.Request(key);

        Assert.Equal(CertificateKeys.DigestOf(key), CertificateKeys.DigestOf(CertificateKeys.ReadRequest(request)));
        byte[] bent = [.. request];
        bent[^5] ^= 1;
        Assert.Throws<FormatException>(() => CertificateKeys.ReadRequest(bent));
        Assert.Throws<FormatException>(() => CertificateKeys.ReadRequest(request.AsSpan(0, 40)));
        Assert.Throws<FormatException>(() => CertificateKeys.ReadRequest(CertificateKeys.Request(big)));
        byte[] huge = new byte[CertificateKeys.MaxRequestBytes + 1];
        Assert.Throws<FormatException>(() => CertificateKeys.ReadRequest(huge));
    }

    private void Reopen()
    {
        _swarm.Authority.Dispose();
        _swarm.Authority = AuthorityFolder.Open(
            _swarm.Ca, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, _swarm.Time);
    }

    // What somebody signs who has a key and does not care about the rules.
    private static X509Certificate2 Forge(
        X509Certificate2 by, Principal who, bool isAuthority = false, X509Extension? names = null)
    {
        using ECDsa key = CertificateKeys.New();
        CertificateRequest request = new($"CN={who.Name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        Digest? named = isAuthority ? null : CertificateKeys.DigestOf(key);
        request.CertificateExtensions.Add(names ?? CertificateNames.Write(who, named));
        X509SignatureGenerator signer = X509SignatureGenerator.CreateForECDsa(by.GetECDsaPrivateKey()!);
        using X509Certificate2 bare = request.Create(
            by.SubjectName, signer, by.NotBefore, by.NotAfter, RandomNumberGenerator.GetBytes(8));
        return bare.CopyWithPrivateKey(key);
    }
}

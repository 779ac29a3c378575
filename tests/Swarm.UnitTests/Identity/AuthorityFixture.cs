using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Agent;
using Swarm.Agent.Identity;
using Swarm.Model;
using Swarm.UnitTests.Support;

namespace Swarm.UnitTests.Identity;

/// <summary>An authority in a folder of its own, with a clock that a test moves.</summary>
internal sealed class AuthorityFixture : IDisposable
{
    private readonly List<IDisposable> _made = [];

    internal AuthorityFixture(string title = "test")
    {
        Folder = Directory.CreateTempSubdirectory("swarm-ca-").FullName;
        Authority = AuthorityFolder.Create(Ca, title, isThrowaway: false, NullLogger.Instance, Time);
    }

    internal ManualTimeProvider Time { get; } = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    internal string Folder { get; }

    internal string Ca => Path.Combine(Folder, "ca");

    internal AuthorityFolder Authority { get; set; }

    internal TrustStore Trust =>
        TrustStore.Of(SignedTrust.Parse(Authority.TrustText), NullLogger.Instance, Time);

    internal Principal AgentOf(string name) => new(Authority.Bundle.Swarm, PrincipalKind.Agent, name);

    /// <summary>Signs a certificate for a new key.</summary>
    internal X509Certificate2 Issue(Principal who, TimeSpan? valid = null, X509Certificate2? by = null)
    {
        using ECDsa key = CertificateKeys.New();
        using CertificateAuthority authority = Signer(by);
        using X509Certificate2 bare = authority.Issue(who, PublicKeyOf(key), valid ?? TimeSpan.FromDays(30));
        X509Certificate2 certificate = bare.CopyWithPrivateKey(key);
        _made.Add(certificate);
        return certificate;
    }

    /// <summary>Signs a delegation.</summary>
    internal X509Certificate2 Delegate(string name, TimeSpan? valid = null) =>
        Issue(new Principal(Authority.Bundle.Swarm, PrincipalKind.Issuer, name), valid ?? TimeSpan.FromDays(7));

    /// <summary>Enrols an agent with a state folder of its own.</summary>
    internal async Task<AgentIdentity> EnrolAsync(string name)
    {
        string state = Path.Combine(Folder, "state", name);
        string token = await CertificateDesk.OfAuthority(Ca, Time).NewTokenAsync(
            new TokenOrder(PrincipalKind.Agent, name, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1), Ca), default);
        await Enrolment.JoinAsync(new EnrolmentOrder(token, name, state), Time, default);
        AgentIdentity identity = AgentIdentity.Load(
            IdentityFolder.OfAgent(state), AgentId.Parse(name), NullLogger.Instance, Time);
        _made.Add(identity);
        return identity;
    }

    internal CertificateVerdict Judge(X509Certificate2? shown, params X509Certificate2[] others) =>
        Trust.Judge(shown, [.. others]);

    internal static PublicKey PublicKeyOf(ECDsa key) => CertificateKeys.ReadRequest(CertificateKeys.Request(key));

    public void Dispose()
    {
        _made.ForEach(one => one.Dispose());
        Authority.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private CertificateAuthority Signer(X509Certificate2? by)
    {
        if (by is not null)
        {
            return new CertificateAuthority(Authority.Bundle.Swarm, new X509Certificate2(by), isRoot: false, Time);
        }

        using ECDsa key = CertificateKeys.Load(new OwnerOnlyFile(Path.Combine(Ca, "authority.key"), "key"));
        return new CertificateAuthority(
            Authority.Bundle.Swarm, Authority.Bundle.Roots[^1].CopyWithPrivateKey(key), isRoot: true, Time);
    }
}

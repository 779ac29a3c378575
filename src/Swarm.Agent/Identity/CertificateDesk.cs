using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;

namespace Swarm.Agent.Identity;

/// <summary>
/// Where enrolment is prepared: the authority's folder, or the delegation of an agent of this host. It gives tokens and
/// shows what was given and signed; it signs nothing itself.
/// </summary>
public sealed class CertificateDesk
{
    private readonly string _folder;
    private readonly SignedTrust _trust;
    private readonly DeskBook _book;
    private readonly TimeProvider _time;

    private CertificateDesk(string folder, SignedTrust trust, TimeProvider time)
    {
        _folder = folder;
        _trust = trust;
        _book = new DeskBook(folder, time);
        _time = time;
    }

    /// <summary>The longest that a certificate is good; it ends with the authority's own anyway.</summary>
    public static TimeSpan LongestValidity => CertificateAuthority.RootValidity;

    /// <summary>What is to be seen of it.</summary>
    public AuthorityReport Report => new(
        _folder,
        _trust.Bundle.Title,
        _trust.Bundle.Swarm,
        TrustBundle.FingerprintOf(_trust.Bundle.Roots[^1]).ToString(),
        IsAuthority,
        _trust.Bundle.Roots.Count > 1,
        _trust.Bundle.Version,
        NotAfter());

    /// <summary>The tokens that have not run out.</summary>
    public IReadOnlyList<TokenReport> Tokens =>
    [
        .. _book.ReadTokens().Select(token => new TokenReport(
            token.Hash[..8], token.Kind, token.Name ?? "", token.Until, token.UsedFor ?? "")),
    ];

    /// <summary>The certificates that have not run out.</summary>
    public IReadOnlyList<CertificateReport> Certificates =>
        [.. _book.ReadCertificates().OrderBy(one => one.Name, StringComparer.Ordinal).Select(Describe)];

    private bool IsAuthority => AuthorityFolder.Exists(_folder);

    private IdentityFolder Agent => new(_folder, KeyFile: "");

    /// <summary>Opens the authority's folder.</summary>
    /// <exception cref="SwarmException">There is none.</exception>
    public static CertificateDesk OfAuthority(string folder, TimeProvider time)
    {
        using AuthorityFolder opened = AuthorityFolder.Open(folder, NullLogger.Instance, time);
        return new CertificateDesk(folder, SignedTrust.Parse(opened.TrustText), time);
    }

    /// <summary>Opens an agent's delegation, by the agent's state folder; null when it has none.</summary>
    /// <exception cref="SwarmException">It cannot be read.</exception>
    public static CertificateDesk? OfAgent(string stateFolder, TimeProvider time)
    {
        IdentityFolder identity = IdentityFolder.OfAgent(stateFolder);
        return identity is { Exists: true, HasDelegation: true }
            ? new CertificateDesk(
                identity.Folder,
                SignedTrust.Parse(TrustStore.Load(identity.TrustFile, NullLogger.Instance, time).Text),
                time)
            : null;
    }

    /// <summary>Gives a token.</summary>
    /// <returns>The token itself: it is shown once and kept nowhere.</returns>
    /// <exception cref="SwarmException">This desk cannot enrol that, or can enrol no more.</exception>
    public async Task<string> NewTokenAsync(TokenOrder order, CancellationToken cancellationToken)
    {
        if ((order.Kind == PrincipalKind.Issuer || order.Groups.Count > 0) && !IsAuthority)
        {
            throw new SwarmException(
                ErrorCode.PeerRefused,
                "only the authority can delegate, or give users groups: run this where its folder is, and name it with "
                + "--folder");
        }

        if (NotAfter() is var end && end <= _time.GetUtcNow())
        {
            throw new SwarmException(
                ErrorCode.PeerRefused,
                $"this delegation ran out at {end:u}: renew it with 'swarm ca token --issuer' by the operator and "
                + "'swarm ca join' here");
        }

        EnrolmentToken token = new(
            order.Kind,
            order.Name,
            TrustBundle.FingerprintOf(_trust.Bundle.Roots[^1]),
            RandomBytes.New(EnrolmentToken.SecretBytes),
            order.Place);
        await _book.AddAsync(
            new IssuedToken(
                Digest.Of(token.Secret.Span).ToString(),
                order.Kind,
                order.Name,
                _time.GetUtcNow() + order.Valid,
                order.CertificateValid)
            {
                Groups = order.Groups,
            },
            cancellationToken);
        return token.Text;
    }

    private DateTimeOffset NotAfter()
    {
        if (IsAuthority)
        {
            return _trust.Bundle.Roots[^1].NotAfter.ToUniversalTime();
        }

        using X509Certificate2 delegation = X509Certificate2.CreateFromPem(File.ReadAllText(Agent.DelegationFile));
        return delegation.NotAfter.ToUniversalTime();
    }

    private CertificateReport Describe(IssuedCertificate one)
    {
        Principal who = new(_trust.Bundle.Swarm, one.Kind, one.Name);
        CertificateFacts facts = new(who, one.Serial, one.IssuedAt, one.NotAfter);
        string why = _trust.Bundle.Revocations.FirstOrDefault(revoked => revoked.Covers(facts))?.Why ?? "";
        return new CertificateReport(one.Name, one.Kind, one.Serial, one.IssuedAt, one.NotAfter, why);
    }
}

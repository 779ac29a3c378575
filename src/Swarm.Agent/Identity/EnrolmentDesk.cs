using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Swarm.Agent.Identity;

/// <summary>
/// Enrols: takes a token and a key, and gives a certificate. The key never comes here, only the proof that the asker
/// has it.
/// </summary>
/// <param name="authority">Signs.</param>
/// <param name="book">Remembers tokens and certificates.</param>
/// <param name="trust">Whom the swarm trusts at present, as it is handed on.</param>
/// <param name="log">Where it is said who was enrolled.</param>
/// <param name="time">The time.</param>
internal sealed class EnrolmentDesk(
    CertificateAuthority authority, DeskBook book, Func<string> trust, ILogger log, TimeProvider time) : IDisposable
{
    /// <summary>How long a certificate is good unless its token says otherwise; an agent renews its own.</summary>
    internal static readonly TimeSpan DefaultValidity = TimeSpan.FromDays(30);

    /// <summary>Whether it may delegate.</summary>
    internal bool CanDelegate => authority.IsRoot;

    /// <summary>Until when it can enrol.</summary>
    internal DateTimeOffset NotAfter => authority.NotAfter;

    /// <summary>Enrols whoever brings a token.</summary>
    /// <exception cref="SwarmException">The token is not good, or the request is not what it is for.</exception>
    internal async Task<Enrolled> EnrolAsync(
        ReadOnlyMemory<byte> secret, EnrolmentRequest request, CancellationToken cancellationToken)
    {
        PublicKey key = KeyOf(request.Request);
        IssuedToken token = await book.UseAsync(
                Digest.Of(secret.Span), CertificateKeys.DigestOf(key), request.Name, cancellationToken)
            ?? throw Refuse(
                "the token is not known here, is for another name, has run out or was used: ask for a new one "
                + "('swarm ca token')");
        return await SignAsync(token, key, request, cancellationToken);
    }

    /// <summary>Enrols an agent that has shown by other means that it belongs to the swarm.</summary>
    /// <exception cref="SwarmException">The name belongs to another key, or the request is none.</exception>
    internal Task<Enrolled> AdmitAsync(EnrolmentRequest request, CancellationToken cancellationToken)
    {
        PrincipalKind kind = request.DelegationRequest is null ? PrincipalKind.Agent : PrincipalKind.Issuer;
        IssuedToken token = new("", kind, Name: null, DateTimeOffset.MaxValue, DefaultValidity);
        return SignAsync(token, KeyOf(request.Request), request, cancellationToken);
    }

    /// <summary>Gives who has a good certificate another for the same name and key.</summary>
    /// <exception cref="SwarmException">The request is for another key.</exception>
    internal async Task<Enrolled> RenewAsync(
        CertificateVerdict shown, byte[] request, CancellationToken cancellationToken)
    {
        PublicKey key = KeyOf(request);
        Invariant.That(shown.Who is not null, "a certificate was accepted before it is renewed");
        if (CertificateKeys.DigestOf(key) != shown.Key)
        {
            throw Refuse("a renewal is for the key that asks: enrol another key with 'swarm ca join'");
        }

        Principal who = shown.Who! with { Swarm = authority.Swarm };
        string renewed = await IssueAsync(who, key, DefaultValidity, [], cancellationToken);
        return new Enrolled(renewed, Delegation: null, trust());
    }

    /// <summary>Forgets the key.</summary>
    public void Dispose() => authority.Dispose();

    private async Task<Enrolled> SignAsync(
        IssuedToken token, PublicKey key, EnrolmentRequest request, CancellationToken cancellationToken)
    {
        bool delegates = token.Kind == PrincipalKind.Issuer;
        if (!AgentId.TryParse(request.Name, out _) || (delegates && !CanDelegate))
        {
            throw Refuse(
                delegates
                    ? "only the authority itself can delegate: ask its operator for the token"
                    : $"'{Printable.Of(request.Name, 60)}' is no name: use a-z, 0-9, '-' and '_'");
        }

        PrincipalKind kind = delegates ? PrincipalKind.Agent : token.Kind;
        RequireFree(token, kind, request.Name, CertificateKeys.DigestOf(key));
        string? delegation = delegates
            ? await IssueAsync(
                new Principal(authority.Swarm, PrincipalKind.Issuer, request.Name),
                KeyOf(request.DelegationRequest ?? throw Refuse("a delegation needs a request for a key of its own")),
                token.Valid,
                [],
                cancellationToken)
            : null;
        TimeSpan valid = delegates ? DefaultValidity : token.Valid;
        IReadOnlyList<string> groups = kind == PrincipalKind.User ? token.Groups : [];
        Principal who = new(authority.Swarm, kind, request.Name);
        string certificate = await IssueAsync(who, key, valid, groups, cancellationToken);
        return new Enrolled(certificate, delegation, trust());
    }

    private async Task<string> IssueAsync(
        Principal who,
        PublicKey key,
        TimeSpan valid,
        IReadOnlyList<string> groups,
        CancellationToken cancellationToken)
    {
        using X509Certificate2 certificate = authority.Issue(who, key, valid, groups);
        await book.AddAsync(
            new IssuedCertificate(
                certificate.SerialNumber,
                who.Kind,
                who.Name,
                CertificateKeys.DigestOf(key).ToString(),
                time.GetUtcNow(),
                certificate.NotAfter.ToUniversalTime()),
            cancellationToken);
        Log.Enrolled(log, who.ToString(), certificate.SerialNumber, certificate.NotAfter.ToUniversalTime());
        string above = authority.IsRoot ? "" : "\n" + authority.Certificate.ExportCertificatePem();
        return certificate.ExportCertificatePem() + above + "\n";
    }

    // Whoever may choose a name may not choose that of another.
    private void RequireFree(IssuedToken token, PrincipalKind kind, string name, Digest key)
    {
        bool isTaken = token.Name is null && book.ReadCertificates().Any(
            one => one.Kind == kind && one.Name == name && one.Key != key.ToString());
        if (isTaken)
        {
            throw Refuse(
                $"the name {name} belongs to another key: choose another with --name, or ask for a token for it "
                + $"('swarm ca token --for {name}')");
        }
    }

    private static PublicKey KeyOf(byte[] request)
    {
        try
        {
            return CertificateKeys.ReadRequest(request);
        }
        catch (FormatException e)
        {
            throw Refuse(e.Message);
        }
    }

    private static SwarmException Refuse(string sentence) => new(ErrorCode.PeerRefused, sentence);
}

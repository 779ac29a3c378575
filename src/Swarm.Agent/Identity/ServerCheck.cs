using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Swarm.Agent.Identity;

/// <summary>
/// Judges who answers at an address. It must be the agent that is meant, or, where none is, the same one for as long as
/// this check lasts: a second connection that leads to somebody else is refused.
/// </summary>
internal sealed class ServerCheck
{
    private readonly TrustStore? _trust;
    private readonly Lock _gate = new();
    private AgentId? _expected;
    private Digest? _pinned;

    private ServerCheck(TrustStore? trust, AgentId? expected)
    {
        _trust = trust;
        _expected = expected;
    }

    /// <summary>What was found of whoever answered last; null before.</summary>
    internal CertificateVerdict? Found { get; private set; }

    /// <summary>Why whoever answered last was refused; null when nobody was.</summary>
    internal string? Refusal { get; private set; }

    /// <summary>The certificate that was shown last, and those that came with it.</summary>
    internal X509Certificate2Collection Shown { get; private set; } = [];

    /// <summary>The digest of the certificate that was shown last.</summary>
    internal Digest Fingerprint => TrustBundle.FingerprintOf(Shown[0]);

    /// <summary>Lets an agent of the swarm answer.</summary>
    /// <param name="trust">Whom this agent trusts.</param>
    /// <param name="expected">The agent that is meant; null for any.</param>
    internal static ServerCheck OfMember(TrustStore trust, AgentId? expected) => new(trust, expected);

    /// <summary>
    /// Lets anybody answer, and then nobody else: who it was is found out by what it says and proves.
    /// </summary>
    internal static ServerCheck OfAnybody() => new(null, null);

    /// <summary>Forgets what was found; who is meant stays.</summary>
    internal void Forget()
    {
        lock (_gate)
        {
            Found = null;
        }
    }

    /// <summary>As TLS asks.</summary>
    internal bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        lock (_gate)
        {
            Shown = [.. CopyOf(certificate, chain)];
            Refusal = Shown.Count == 0 ? "it shows no certificate" : _trust is null ? Pin() : Judge(_trust);
            return Refusal is null;
        }
    }

    /// <summary>Copies what was shown: what TLS gives is gone after the handshake.</summary>
    internal static IEnumerable<X509Certificate2> CopyOf(X509Certificate? certificate, X509Chain? chain) =>
        certificate is null
            ? []
            : chain?.ChainPolicy.ExtraStore.AsEnumerable()
                .Select(one => one.RawData)
                .Where(bytes => !bytes.AsSpan().SequenceEqual(certificate.GetRawCertData()))
                .Prepend(certificate.GetRawCertData())
                .Select(bytes => X509CertificateLoader.LoadCertificate(bytes)) ?? [];

    private string? Pin()
    {
        Digest shown = TrustBundle.FingerprintOf(Shown[0]);
        _pinned ??= shown;
        return _pinned == shown ? null : "another one answers now than before";
    }

    private string? Judge(TrustStore trust)
    {
        CertificateVerdict verdict = trust.Judge(Shown[0], [.. Shown.Skip(1)]);
        if (verdict.Reason is { } reason)
        {
            return reason;
        }

        if (verdict.Who is not { Kind: PrincipalKind.Agent } who)
        {
            return $"{verdict.Who} is no agent";
        }

        AgentId agent = AgentId.Parse(who.Name);
        if (_expected is { } expected && expected != agent)
        {
            return $"agent {agent} answers, not {expected}";
        }

        _expected = agent;
        Found = verdict;
        return null;
    }
}

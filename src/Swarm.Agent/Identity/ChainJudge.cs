using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Swarm.Agent.Identity;

/// <summary>Follows a certificate up to the swarm's authority and says in words what is wrong with it.</summary>
internal sealed class ChainJudge(TrustBundle trust, TimeProvider time)
{
    private const int MaxOthers = 4;

    private const X509ChainStatusFlags Foreign =
        X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot
        | X509ChainStatusFlags.NotSignatureValid;

    /// <summary>Judges a certificate as it is now; what was revoked is not looked at here.</summary>
    internal CertificateVerdict Judge(X509Certificate2 shown, X509Certificate2Collection others) =>
        Judge(shown, others, time.GetUtcNow());

    /// <summary>Judges a certificate as it was then.</summary>
    internal CertificateVerdict Judge(
        X509Certificate2 shown, X509Certificate2Collection others, DateTimeOffset at)
    {
        using X509Chain chain = new() { ChainPolicy = Policy(others, at) };
        bool isGood = chain.Build(shown);
        X509ChainStatusFlags wrong = chain.ChainStatus.Aggregate(
            X509ChainStatusFlags.NoError, (flags, status) => flags | status.Status);
        X509Certificate2[] certificates = [.. chain.ChainElements.Select(element => element.Certificate)];
        return ((wrong & Foreign) != 0, isGood) switch
        {
            (true, _) => CertificateVerdict.Refused(
                $"the certificate {NameOf(shown)} is not of this swarm's authority ({trust.Swarm[..8]}): enrol with "
                + "'swarm ca join' and a token of this swarm's operator"),
            (_, false) when wrong == X509ChainStatusFlags.NotTimeValid => OutOfTime(certificates, at),
            (_, false) => CertificateVerdict.Refused($"the certificate {NameOf(shown)} is wrong ({wrong})"),
            _ => Read(certificates[..^1]),
        };
    }

    private static CertificateVerdict OutOfTime(X509Certificate2[] certificates, DateTimeOffset now)
    {
        X509Certificate2 first = certificates.First(
            one => one.NotBefore.ToUniversalTime() > now || one.NotAfter.ToUniversalTime() < now);
        return CertificateVerdict.Refused(
            first.NotBefore.ToUniversalTime() > now
                ? $"the certificate {NameOf(first)} is good from {first.NotBefore.ToUniversalTime():u} only: set the "
                    + "clocks of both sides"
                : $"the certificate {NameOf(first)} expired at {first.NotAfter.ToUniversalTime():u}: enrol it again "
                    + "with 'swarm ca join'");
    }

    // Below the authority: first who shows it, then delegations only.
    private CertificateVerdict Read(X509Certificate2[] certificates)
    {
        List<CertificateFacts> facts = [];
        foreach (X509Certificate2 certificate in certificates)
        {
            bool isFirst = facts.Count == 0;
            if (!CertificateNames.TryRead(certificate, out Principal? who) || who.Swarm != trust.Swarm
                || isFirst == (who.Kind == PrincipalKind.Issuer))
            {
                return CertificateVerdict.Refused(
                    $"the certificate {NameOf(certificate)} has no name that this swarm knows");
            }

            facts.Add(CertificateFacts.Of(certificate, who));
        }

        IReadOnlyList<string> groups = CertificateNames.GroupsOf(certificates[0]);
        return groups.Count == 0 || certificates.Length == 1
            ? new CertificateVerdict(facts, CertificateKeys.DigestOf(certificates[0]), Reason: null) { Groups = groups }
            : CertificateVerdict.Refused(
                $"the certificate {NameOf(certificates[0])} has groups, which the authority itself gives and no agent "
                + "that enrols: get another with 'swarm ca user' where the authority's folder is");
    }

    private X509ChainPolicy Policy(X509Certificate2Collection others, DateTimeOffset at)
    {
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = at.UtcDateTime,
            VerificationTimeIgnored = false,
        };
        policy.CustomTrustStore.AddRange(trust.Roots.ToArray());
        policy.ExtraStore.AddRange(others.Take(MaxOthers).ToArray());
        return policy;
    }

    private static string NameOf(X509Certificate2 certificate)
    {
        try
        {
            return CertificateNames.TryRead(certificate, out Principal? who)
                ? $"of {who}" : $"'{Printable.Of(certificate.Subject, 80)}'";
        }
        catch (CryptographicException)
        {
            return "that was shown";
        }
    }
}

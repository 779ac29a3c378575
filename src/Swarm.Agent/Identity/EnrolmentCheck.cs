using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;

namespace Swarm.Agent.Identity;

/// <summary>Looks at what an enrolment gave before it is kept: an answer may come from anybody.</summary>
internal static class EnrolmentCheck
{
    /// <summary>
    /// Demands that the pinned authority signed whom to trust, and that the certificate is of it and for this key.
    /// </summary>
    /// <exception cref="SwarmException">It is not so.</exception>
    internal static CertificateVerdict Accept(Enrolled enrolled, Digest authority, ECDsa key, TimeProvider time)
    {
        TrustStore trust = Pin(enrolled.Trust, authority, time);
        try
        {
            X509Certificate2Collection certificates = [];
            certificates.ImportFromPem(enrolled.Certificates);
            X509Certificate2? own = certificates.FirstOrDefault();
            CertificateVerdict verdict = trust.Judge(own, [.. certificates.Skip(1)]);
            return verdict.Reason is null && verdict.Key == CertificateKeys.DigestOf(key)
                ? verdict
                : throw Refuse($"the certificate that came back is not good here ({verdict.Reason ?? "another key"})");
        }
        catch (CryptographicException e)
        {
            throw Refuse($"the certificate that came back cannot be read ({e.Message})");
        }
    }

    /// <summary>The authority that an answer names, where who answers was believed for another reason.</summary>
    /// <exception cref="SwarmException">The answer cannot be read.</exception>
    internal static Digest AuthorityOf(Enrolled enrolled)
    {
        try
        {
            return TrustBundle.FingerprintOf(SignedTrust.Parse(enrolled.Trust).Bundle.Roots[^1]);
        }
        catch (FormatException e)
        {
            throw Refuse($"what came back cannot be read ({e.Message})");
        }
    }

    /// <summary>Reads whom to trust from an answer, if the authority that a token names has signed it.</summary>
    /// <exception cref="SwarmException">Another authority answers.</exception>
    internal static TrustStore Pin(string text, Digest authority, TimeProvider time)
    {
        try
        {
            SignedTrust trust = SignedTrust.Parse(text);
            X509Certificate2? root =
                trust.Bundle.Roots.FirstOrDefault(one => TrustBundle.FingerprintOf(one) == authority);
            return root is not null && trust.IsSignedBy([root])
                ? TrustStore.Of(trust, NullLogger.Instance, time)
                : throw Refuse("whoever answers is not of the authority that the token names");
        }
        catch (FormatException e)
        {
            throw Refuse($"what came back cannot be read ({e.Message})");
        }
    }

    private static SwarmException Refuse(string sentence) => new(
        ErrorCode.PeerRefused, $"{sentence}: check the address, and ask the operator for a new token");
}

using System.Security.Cryptography.X509Certificates;

namespace Swarm.Agent.Identity;

/// <summary>What is to be known of one certificate after its signature was checked.</summary>
/// <param name="Who">For whom it speaks.</param>
/// <param name="Serial">Its serial number in upper-case hexadecimal digits.</param>
/// <param name="IssuedAt">When it was made, to the second.</param>
/// <param name="NotAfter">Until when it is good.</param>
internal sealed record CertificateFacts(
    Principal Who, string Serial, DateTimeOffset IssuedAt, DateTimeOffset NotAfter)
{
    /// <summary>Reads them.</summary>
    internal static CertificateFacts Of(X509Certificate2 certificate, Principal who) => new(
        who,
        certificate.SerialNumber,
        certificate.NotBefore.ToUniversalTime() + CertificateAuthority.BackdateOf(who.Kind),
        certificate.NotAfter.ToUniversalTime());
}

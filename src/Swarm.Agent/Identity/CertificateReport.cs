namespace Swarm.Agent.Identity;

/// <summary>A certificate that was signed at a desk.</summary>
/// <param name="Name">Whose it is.</param>
/// <param name="Kind">What it lets its holder be.</param>
/// <param name="Serial">Its serial number in upper-case hexadecimal digits.</param>
/// <param name="IssuedAt">When it was signed.</param>
/// <param name="NotAfter">Until when it is good.</param>
/// <param name="Revoked">Why it was revoked; empty when it was not.</param>
public sealed record CertificateReport(
    string Name, PrincipalKind Kind, string Serial, DateTimeOffset IssuedAt, DateTimeOffset NotAfter, string Revoked);

namespace Swarm.Agent.Identity;

/// <summary>A certificate as the one who signed it remembers it.</summary>
/// <param name="Serial">Its serial number in upper-case hexadecimal digits.</param>
/// <param name="Kind">What it lets its holder be.</param>
/// <param name="Name">Whose it is.</param>
/// <param name="Key">The digest of its key, in hexadecimal digits.</param>
/// <param name="IssuedAt">When it was signed.</param>
/// <param name="NotAfter">Until when it is good.</param>
internal sealed record IssuedCertificate(
    string Serial, PrincipalKind Kind, string Name, string Key, DateTimeOffset IssuedAt, DateTimeOffset NotAfter);

namespace Swarm.Agent.Identity;

/// <summary>
/// That certificates are good no longer: one, by its serial number, or all that a name got until a point in time. One
/// that the name gets later is good again.
/// </summary>
/// <param name="Kind">Agent or user; an agent's delegation falls with it.</param>
/// <param name="Name">Whose.</param>
/// <param name="Serial">The one certificate, as upper-case hexadecimal digits; null for all until then.</param>
/// <param name="At">When it was said.</param>
/// <param name="Why">The reason, for people.</param>
internal sealed record Revocation(
    PrincipalKind Kind, string Name, string? Serial, DateTimeOffset At, string Why)
{
    /// <summary>Whether it is about a certificate.</summary>
    internal bool Covers(CertificateFacts certificate) =>
        Serial is not null
            ? certificate.Serial == Serial
            : certificate.Who.Name == Name && KindOf(certificate.Who) == Kind && certificate.IssuedAt <= At;

    private static PrincipalKind KindOf(Principal who) =>
        who.Kind == PrincipalKind.Issuer ? PrincipalKind.Agent : who.Kind;
}

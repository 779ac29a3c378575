using System.Security.Cryptography.X509Certificates;

namespace Swarm.Agent.Identity;

/// <summary>
/// Whom a swarm trusts: the certificates of its authority (two while it changes its key) and what was revoked. It is
/// public, signed by the authority, and whoever has a newer one hands it on.
/// </summary>
internal sealed record TrustBundle
{
    /// <summary>The most certificates that can be revoked one by one or by name.</summary>
    internal const int MaxRevocations = 10_000;

    /// <summary>The trust domain.</summary>
    internal required string Swarm { get; init; }

    /// <summary>What its operator calls it.</summary>
    internal required string Title { get; init; }

    /// <summary>Counts its versions, from 1; the highest holds.</summary>
    internal required long Version { get; init; }

    /// <summary>
    /// Whether a founder made it for itself: good on one host, among those who know the swarm's secret.
    /// </summary>
    internal required bool IsThrowaway { get; init; }

    /// <summary>The authority's certificates, the newest last.</summary>
    internal required IReadOnlyList<X509Certificate2> Roots { get; init; }

    /// <summary>What was revoked.</summary>
    internal required IReadOnlyList<Revocation> Revocations { get; init; }

    /// <summary>The digest of a certificate, by which a token names its authority.</summary>
    internal static Digest FingerprintOf(X509Certificate2 certificate) => Digest.Of(certificate.RawDataMemory.Span);
}

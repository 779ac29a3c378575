namespace Swarm.Agent.Identity;

/// <summary>What was found of a certificate that somebody showed.</summary>
/// <param name="Chain">The certificates from the shown one to below the authority; none when it was refused.</param>
/// <param name="Key">The digest of the key it is for.</param>
/// <param name="Reason">Why it was refused, in a clause for people; null when it was not.</param>
internal sealed record CertificateVerdict(IReadOnlyList<CertificateFacts> Chain, Digest Key, string? Reason)
{
    /// <summary>The groups of a user.</summary>
    internal IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Who showed it; null when it was refused.</summary>
    internal Principal? Who => Chain.Count > 0 ? Chain[0].Who : null;

    /// <summary>A refusal.</summary>
    internal static CertificateVerdict Refused(string reason) => new([], default, reason);
}

namespace Swarm.Agent.Identity;

/// <summary>What a token is to be.</summary>
/// <param name="Kind">What it enrols; a delegation makes an agent that can enrol others.</param>
/// <param name="Name">For whom; null for any name that is free.</param>
/// <param name="Valid">How long the token is good.</param>
/// <param name="CertificateValid">How long what it gives is good; for a delegation, how long that is.</param>
/// <param name="Place">Who answers: <c>host:port</c> of an agent that enrols, or the folder itself.</param>
public sealed record TokenOrder(
    PrincipalKind Kind, string? Name, TimeSpan Valid, TimeSpan CertificateValid, string Place)
{
    /// <summary>The groups of the user that it enrols; only the authority itself can give any.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];
}

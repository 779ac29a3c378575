namespace Swarm.Agent.Identity;

/// <summary>What an enrolment gives.</summary>
/// <param name="Certificates">The certificate in PEM, then those that lead from it to below the authority.</param>
/// <param name="Delegation">The certificate of the delegation in PEM; null when none was given.</param>
/// <param name="Trust">Whom the swarm trusts, as <see cref="SignedTrust.Text"/>.</param>
internal sealed record Enrolled(string Certificates, string? Delegation, string Trust);

namespace Swarm.UnitTests.Architecture;

/// <summary>What ARCHITECTURE.md says about one project.</summary>
/// <param name="References">The projects it may see, without <c>Swarm.</c>, sorted.</param>
/// <param name="Packages">The packages and frameworks it may use, sorted.</param>
internal sealed record AllowedProject(IReadOnlyList<string> References, IReadOnlyList<string> Packages);

namespace Swarm.Sdk.Views;

/// <summary>A plugin of an agent.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">One line.</param>
/// <param name="Version">The version found.</param>
/// <param name="IsUsable">Whether it can run anything there.</param>
/// <param name="Findings">What was found or is missing, one sentence each.</param>
public sealed record PluginEntry(
    string Name, string Description, string Version, bool IsUsable, IReadOnlyList<string> Findings);

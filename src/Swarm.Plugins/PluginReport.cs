namespace Swarm.Plugins;

/// <summary>What a plugin found on this machine.</summary>
/// <param name="IsUsable">Whether it can run anything here.</param>
/// <param name="Version">The version of the tool it drives, or its own.</param>
/// <param name="Findings">What was found or what is missing, one sentence each, with the remedy.</param>
public sealed record PluginReport(bool IsUsable, string Version, IReadOnlyList<string> Findings);

namespace Swarm.Cli.Ca;

/// <summary>Which desk is meant.</summary>
/// <param name="Folder">The authority's folder, or null.</param>
/// <param name="Agent">The agent of this host that can enrol, or null.</param>
/// <param name="OnlyAuthority">Whether only an authority will do.</param>
internal sealed record DeskChoice(string? Folder, string? Agent, bool OnlyAuthority);

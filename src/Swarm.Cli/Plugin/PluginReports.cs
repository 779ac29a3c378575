using Swarm.Cli.Output;
using Swarm.Sdk.Views;

namespace Swarm.Cli.Plugin;

/// <summary>Plugins as reports.</summary>
internal static class PluginReports
{
    internal static Grid List(IReadOnlyList<PluginEntry> plugins) => Grid.Of(
        plugins,
        new Column<PluginEntry>("plugin", "plugin", p => Cell.Of(p.Name)),
        new("usable", "usable", p => p.IsUsable ? new Cell(true, "yes", Tone.Good) : new Cell(false, "no", Tone.Bad)),
        new("version", "version", p => Cell.Of(p.Version)),
        new("description", "description", p => Cell.Of(p.Description)),
        new("findings", "findings", p => new Cell(p.Findings, string.Join("; ", p.Findings))));
}

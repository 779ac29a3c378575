using Swarm.Agent.Execution;
using Swarm.Model;
using Swarm.Plugins;
using Xunit;

namespace Swarm.UnitTests.Execution;

public sealed class PluginCatalogTests
{
    [Fact]
    public void Plugins_are_found_by_name_and_listed_in_order()
    {
        PluginCatalog catalog = new(BuiltInPlugins.All());

        Assert.Equal(["noop", "shell", "transfer"], catalog.Names);
        Assert.Equal("noop", catalog.Find("noop")!.Name);
        Assert.Null(catalog.Find("slurm"));
    }

    [Fact]
    public void Two_plugins_of_one_name_are_refused()
    {
        SwarmException refused = Assert.Throws<SwarmException>(
            () => new PluginCatalog([.. BuiltInPlugins.All(), new BrokenPlugin()]));

        Assert.Contains("'noop'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_that_cannot_even_report_is_not_usable_and_says_why()
    {
        IReadOnlyDictionary<string, PluginReport> reports =
            await new PluginCatalog([new BrokenPlugin()]).ReportAsync(CancellationToken.None);

        Assert.False(reports["noop"].IsUsable);
        Assert.Contains("no tool", Assert.Single(reports["noop"].Findings), StringComparison.Ordinal);
    }

    /// <summary>A plugin that has another's name, and a bug.</summary>
    private sealed class BrokenPlugin : IActivityPlugin
    {
        public string Name => "noop";

        public string Description => "";

        public ValueTask<PluginReport> ReportAsync(CancellationToken cancellationToken) =>
            throw new InvalidOperationException("no tool");

        public IReadOnlyList<string> Check(ActivitySpec activity) => [];

        public ValueTask<PluginOutcome> ExecuteAsync(ActivityContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult(PluginOutcome.Done);
    }
}

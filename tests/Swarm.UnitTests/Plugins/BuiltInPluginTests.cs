using Swarm.Model;
using Swarm.Plugins;
using Xunit;

namespace Swarm.UnitTests.Plugins;

public sealed class BuiltInPluginTests
{
    [Theory]
    [InlineData("sleep", "0.5", true)]
    [InlineData("sleep", "-1", false)]
    [InlineData("sleep", "NaN", false)]
    [InlineData("sleep", "1e9", false)]
    [InlineData("fail", "7", true)]
    [InlineData("fail", "x", false)]
    [InlineData("fail-times", "2", true)]
    [InlineData("bytes", "100", true)]
    [InlineData("bytes", "-1", false)]
    [InlineData("byte", "1", false)]
    public void The_noop_plugin_knows_its_options(string key, string value, bool valid)
    {
        ActivitySpec spec = Spec("noop") with { Options = new Dictionary<string, string> { [key] = value } };

        Assert.Equal(valid, Find("noop").Check(spec).Count == 0);
    }

    [Theory]
    [InlineData("", "", 1, ErrorCode.None)]
    [InlineData("7", "", 1, ErrorCode.ExitCode)]
    [InlineData("302", "", 1, ErrorCode.DiskFull)]
    [InlineData("7", "2", 2, ErrorCode.ExitCode)]
    [InlineData("7", "2", 3, ErrorCode.None)]
    [InlineData("", "1", 1, ErrorCode.ExitCode)]
    [InlineData("", "1", 2, ErrorCode.None)]
    public async Task The_noop_plugin_fails_as_often_as_it_was_asked_to(string fail, string times, int attempt,
        ErrorCode code)
    {
        Dictionary<string, string> options = [];
        if (fail.Length > 0)
        {
            options["fail"] = fail;
        }

        if (times.Length > 0)
        {
            options["fail-times"] = times;
        }

        PluginOutcome outcome = await Find("noop").ExecuteAsync(
            Context(Spec("noop") with { Options = options }, attempt), CancellationToken.None);

        Assert.Equal(code, outcome.Code);
    }

    [Fact]
    public void The_noop_plugin_needs_no_folder_and_the_others_do()
    {
        Assert.Equal(
            ["shell", "transfer"],
                BuiltInPlugins.All().Where(plugin => plugin.NeedsFolder(Spec("x"))).Select(plugin => plugin.Name));
    }

    [Theory]
    [InlineData(null, 0, 1)]
    [InlineData(null, 1, 0)]
    [InlineData(null, 3, 0)]
    [InlineData("/bin/bash", 1, 0)]
    [InlineData("/bin/bash", 2, 1)]
    [InlineData("bash", 1, 1)]
    public void The_shell_plugin_says_what_is_wrong(string? shell, int arguments, int objections)
    {
        ActivitySpec spec = Spec("shell") with
        {
            Arguments = [.. Enumerable.Repeat("x", arguments)],
            Options = shell is null ? new Dictionary<string, string>()
                : new Dictionary<string, string> { ["shell"] = shell },
        };

        Assert.Equal(objections, Find("shell").Check(spec).Count);
    }

    [Fact]
    public void The_shell_plugin_has_one_option()
    {
        ActivitySpec spec = Spec("shell") with
        {
            Arguments = ["x"],
            Options = new Dictionary<string, string> { ["shel"] = "/bin/sh" },
        };

        Assert.Contains("'shel'", Assert.Single(Find("shell").Check(spec)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_transfer_has_inputs_and_one_output()
    {
        Assert.Equal(2, Find("transfer").Check(Spec("transfer")).Count);
        Assert.Empty(Find("transfer").Check(Spec("transfer") with
        {
            Inputs = [ActivityInput.Of(DataRef.Parse("A://x"))],
            Outputs = [DataRef.Parse("C://y")],
        }));
    }

    [Fact]
    public async Task Every_plugin_describes_itself_and_works_here()
    {
        foreach (IActivityPlugin plugin in BuiltInPlugins.All())
        {
            Assert.NotEmpty(plugin.Description);
            Assert.True((await plugin.ReportAsync(CancellationToken.None)).IsUsable);
        }
    }

    private static IActivityPlugin Find(string name) => BuiltInPlugins.All().Single(plugin => plugin.Name == name);

    private static ActivitySpec Spec(string plugin) => new() { Name = "x", Plugin = plugin };

    private static ActivityContext Context(ActivitySpec spec, int attempt) => new()
    {
        Id = new ActivityId(CampaignId.Parse("c"), 0),
        Attempt = new Attempt(attempt),
        Spec = spec,
        Arguments = [],
        WorkingDirectory = "/",
        Inputs = [],
        OutputPaths = [],
        Environment = new Dictionary<string, string>(),
        OutputLogPath = "/dev/null",
        ErrorLogPath = "/dev/null",
        Processes = null!,
        Time = TimeProvider.System,
    };
}

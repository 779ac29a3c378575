using Swarm.EndToEndTests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Swarm.EndToEndTests;

/// <summary>Fault 8, second half: a campaign that cannot be is refused whole, in words that name the remedy.</summary>
[Collection(SwarmCollection.Name)]
public sealed class BadCampaignTests(TestPrograms programs, ITestOutputHelper output)
{
    private const int Usage = 2;
    private const int NotFound = 4;

    [RequiresTool("nats-server")]
    public async Task Wrong_campaigns_are_refused_and_leave_no_trace()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "solo");

        await RefusedAsync(swarm, Usage, "../", "--noop", "../up");
        await RefusedAsync(swarm, Usage, "two", "--noop", "two\nlines");
        await RefusedAsync(swarm, Usage, "escape", "--bash", "escape", "true", "--writes", "../../etc/passwd");
        await RefusedAsync(swarm, Usage, "nul", "--bash", "nul", "true", "--writes", "a\\0b");
        await RefusedAsync(swarm, Usage, "twice", "--noop", "twice", "--noop", "twice");
        await RefusedAsync(swarm, Usage, "negative", "--noop", "negative", "--cores", "-1");
        await RefusedAsync(swarm, Usage, "shell", "--line", "piped", "cat a | sort");
        await RefusedAsync(swarm, Usage, "missing.txt", "--bash", "reader", "true", "--reads", "missing.txt");
        await RefusedAsync(swarm, Usage, "big", "--big", "big", "10485760");
        await RefusedAsync(swarm, Usage, "000", "--many", "1000001");

        Assert.Empty((await swarm.JsonAsync("campaign", "list")).EnumerateArray());
    }

    [RequiresTool("nats-server")]
    public async Task A_campaign_above_its_bytes_is_refused()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "solo");
        await RefusedAsync(swarm, Usage, "256 MiB", "--heavy", "300");
        Assert.Empty((await swarm.JsonAsync("campaign", "list")).EnumerateArray());
        Assert.False(swarm.Founder.HasExited);
    }

    [RequiresTool("nats-server")]
    public async Task A_campaign_that_nobody_can_run_says_who_lacks_what()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "solo");
        await RefusedAsync(swarm, NotFound, "nowhere", "--noop", "lost", "--on", "nowhere");
        await RefusedAsync(swarm, NotFound, "tag:gpu", "--noop", "lost", "--on", "tag:gpu");
        await RefusedAsync(swarm, NotFound, "cores", "--noop", "vast", "--cores", "4096");
        Assert.Empty((await swarm.JsonAsync("campaign", "list")).EnumerateArray());
    }

    [RequiresTool("nats-server")]
    public async Task Things_that_are_not_there_are_not_found()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "solo");
        (await swarm.RunAsync("campaign", "show", "none")).Refused(NotFound, "campaign");
        (await swarm.RunAsync("campaign", "watch", "none")).Refused(NotFound, "campaign");
        (await swarm.RunAsync("campaign", "cancel", "none")).Refused(NotFound, "campaign");
        (await swarm.RunAsync("activity", "explain", "none/act")).Refused(NotFound, "campaign");
        string file = swarm.Home.File("broken.cs", "this is no C#;\n");
        CommandResult broken = await swarm.RunAsync("campaign", "run", file);
        Assert.Equal(Usage, broken.ExitCode);
        Assert.Contains("error CS", broken.Output + broken.Error, StringComparison.Ordinal);
    }

    private static async Task RefusedAsync(TestSwarm swarm, int exitCode, string word, params string[] shape)
    {
        CommandResult refused = await swarm.TryDispatchAsync("solo", null, ["wrong", .. shape]);
        refused.Refused(exitCode, word);
    }
}

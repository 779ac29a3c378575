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

        await RefusedAsync(swarm, Usage, "'../up'|short name", "--noop", "../up");
        await RefusedAsync(swarm, Usage, "'two\\x0alines'|short name", "--noop", "two\nlines");
        await RefusedAsync(swarm, Usage, "'nul\\x00l'|short name", "--noop", "nul\\0l");
        await RefusedAsync(
            swarm, Usage, "'escape'|take the '..' out", "--bash", "escape", "true", "--writes", "../../etc/passwd");
        await RefusedAsync(
            swarm, Usage, "'nul'|'a\\x00b'|correct the reference", "--bash", "nul", "true", "--writes", "a\\0b");
        await RefusedAsync(swarm, Usage, "'twice'|a name of its own", "--noop", "twice", "--noop", "twice");
        await RefusedAsync(swarm, Usage, "'negative'|needs are positive", "--noop", "negative", "--cores", "-1");
        await RefusedAsync(
            swarm, Usage, "'piped'|a matter for a shell|shell: \"/bin/bash\"", "--line", "piped", "cat a | sort");
        await RefusedAsync(
            swarm, Usage, "'missing.txt'|put it there", "--bash", "reader", "true", "--reads", "missing.txt");
        await RefusedAsync(swarm, Usage, "10485760 bytes|put it in a file", "--big", "big", "10485760");
        await RefusedAsync(swarm, Usage, "1000001|1000000 are allowed|split it", "--many", "1000001");

        Assert.Empty((await swarm.JsonAsync("campaign", "list")).EnumerateArray());
    }

    [RequiresTool("nats-server")]
    public async Task A_campaign_with_a_name_or_an_id_that_is_none_is_refused()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "solo");
        foreach (string name in new[] { "two\nlines", "nul\\0l", "" })
        {
            (await swarm.TryDispatchAsync("solo", null, name, "--noop", "one")).Refused(Usage, "campaign", "name");
        }

        foreach (string id in new[] { "../up", "two\nlines", "a/b", "A id" })
        {
            (await swarm.TryDispatchAsync("solo", id, "fine", "--noop", "one")).Refused(Usage, "campaign id");
        }

        Assert.Empty((await swarm.JsonAsync("campaign", "list")).EnumerateArray());
    }

    [RequiresTool("nats-server")]
    public async Task A_campaign_above_its_bytes_is_refused()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "solo");
        await RefusedAsync(swarm, Usage, "256 MiB|split it", "--heavy", "300");
        Assert.Empty((await swarm.JsonAsync("campaign", "list")).EnumerateArray());
        Assert.False(swarm.Founder.HasExited);
    }

    [RequiresTool("nats-server")]
    public async Task A_campaign_that_nobody_can_run_says_who_lacks_what()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "solo");
        await RefusedAsync(swarm, NotFound, "nowhere|start such an agent", "--noop", "lost", "--on", "nowhere");
        await RefusedAsync(swarm, NotFound, "tag:gpu|start such an agent", "--noop", "lost", "--on", "tag:gpu");
        await RefusedAsync(swarm, NotFound, "cores|start such an agent", "--noop", "vast", "--cores", "4096");
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

    // The words are what must be said, with a bar between them.
    private async Task RefusedAsync(TestSwarm swarm, int exitCode, string words, params string[] shape)
    {
        CommandResult refused = await swarm.TryDispatchAsync("solo", null, ["wrong", .. shape]);
        output.WriteLine(refused.Error);
        refused.Refused(exitCode, words.Split('|', StringSplitOptions.RemoveEmptyEntries));
    }
}

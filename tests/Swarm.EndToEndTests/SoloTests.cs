using System.Text.Json;
using Swarm.EndToEndTests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Swarm.EndToEndTests;

/// <summary>What one agent alone does for its user, from the first command to the last.</summary>
[Collection(SwarmCollection.Name)]
public sealed class SoloTests(TestPrograms programs, ITestOutputHelper output)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    [RequiresTool("nats-server")]
    public async Task The_campaign_of_the_readme_runs_from_its_file()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "solo");
        string file = Path.Combine(SwarmBinary.Repository, "campaigns", "hello", "campaign.cs");

        CommandResult run = await swarm.RunAsync("campaign", "run", file);
        run.Well();
        Assert.Contains("Completed", run.Output, StringComparison.Ordinal);

        CommandResult get = await swarm.RunAsync("data", "get", "last/shout", swarm.Home.File("loud.txt"));
        get.Well();
        Assert.Equal("HELLO, SWARM\n", File.ReadAllText(swarm.Home.File("loud.txt")));

        JsonElement plan = await swarm.JsonAsync("campaign", "plan", file);
        Assert.Equal(2, plan.GetProperty("waves").GetInt64());
        Assert.Single((await swarm.JsonAsync("campaign", "list")).EnumerateArray());
    }

    [RequiresTool("nats-server")]
    public async Task Every_view_of_a_campaign_tells_the_same()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "solo");
        string id = await swarm.DispatchAsync(
            "solo", "views",
            "--bash", "make", "echo to-out; echo to-err >&2; echo made > made.txt", "--writes", "made.txt",
            "--bash", "use", "cat made.txt", "--reads", "make");
        CampaignFacts facts = await swarm.EndOfAsync(id, "solo");
        Assert.Equal("Completed", facts.State);
        Assert.Equal("Completed", facts.StateOf("use"));
        Assert.Equal(1, facts.AttemptsOf("make"));

        JsonElement row = Assert.Single((await swarm.JsonAsync("campaign", "list")).EnumerateArray());
        Assert.Equal(id, row.GetProperty("id").GetString());
        Assert.Equal(2, row.GetProperty("completed").GetInt64());

        CampaignWatcher watcher = swarm.Watch(id, "solo");
        (await watcher.EndAsync(s_limit)).Well();
        Assert.Equal(Enumerable.Range(1, watcher.Changes.Count).Select(n => (long)n),
            watcher.Changes.Select(c => c.Number));

        CommandResult logs = (await swarm.RunAsync("activity", "logs", $"{id}/make")).Well();
        Assert.Equal("to-out", logs.Output);
        Assert.Contains("to-err", logs.Error, StringComparison.Ordinal);
        Assert.Equal("made", (await swarm.RunAsync("activity", "logs", $"{id}/use")).Well().Output);

        (await swarm.RunAsync("activity", "show", $"{id}/make")).Well();
        JsonElement explained = await swarm.JsonAsync("activity", "explain", $"{id}/make");
        Assert.NotEmpty(explained.GetProperty("reasons").EnumerateArray());
        Assert.Contains(
            "solo", (await swarm.RunAsync("data", "locate", $"{id}/make")).Well().Output, StringComparison.Ordinal);
    }

    [RequiresTool("nats-server")]
    public async Task A_file_that_is_put_comes_back_by_its_digest()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "solo");
        JsonElement receipt = await swarm.JsonAsync("data", "put", swarm.Home.File("in.txt", "precious"));
        string digest = receipt.GetProperty("sha256").GetString()!;
        Assert.Equal(8, receipt.GetProperty("sizeBytes").GetInt64());

        (await swarm.RunAsync("data", "get", digest, swarm.Home.File("out.txt"))).Well();
        Assert.Equal("precious", File.ReadAllText(swarm.Home.File("out.txt")));
        (await swarm.RunAsync("data", "get", new string('0', 64), swarm.Home.File("none.txt"))).Refused(4);
        Assert.False(File.Exists(swarm.Home.File("none.txt")));
    }

    [RequiresTool("nats-server")]
    public async Task The_same_body_under_the_same_id_is_one_run_and_another_body_is_refused()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "solo");
        string[] body = ["once", "--bash", "one", swarm.Testify];
        (await swarm.TryDispatchAsync("solo", "fixed", body)).Well();
        Assert.Equal("Completed", (await swarm.EndOfAsync("fixed", "solo")).State);
        (await swarm.TryDispatchAsync("solo", "fixed", body)).Well();

        CommandResult other = await swarm.TryDispatchAsync("solo", "fixed", "once", "--noop", "other");
        other.Refused(2, "fixed");
        Assert.Equal(["one 1 solo"], swarm.Testimonies());
        Assert.Single((await swarm.JsonAsync("campaign", "list")).EnumerateArray());
    }

    [RequiresTool("nats-server")]
    public async Task A_canceled_campaign_ends_its_programs()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "solo");
        string id = await swarm.DispatchAsync(
            "solo", "stop", "--bash", "long", $"{swarm.Testify}; {swarm.WaitFor("never")}", "--noop", "later",
            "--after", "long");
        CampaignWatcher watcher = swarm.Watch(id, "solo");
        await swarm.RunsOfAsync("long", 1);
        (await swarm.RunAsync("campaign", "cancel", id)).Well();
        Assert.Equal(5, (await watcher.EndAsync(s_limit)).ExitCode);

        HashSet<int> daemons = [swarm.Founder.ProcessId, swarm.Founder.BrokerProcessId];
        await Until.HoldsAsync(
            () => swarm.Home.Residents().All(daemons.Contains), s_limit,
                "the program of the canceled activity is gone");
    }

    [RequiresTool("nats-server")]
    public async Task A_deadline_ends_an_activity_and_gives_its_own_exit_code()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "solo");
        string id = await swarm.DispatchAsync(
            "solo", "late", "--bash", "slow", swarm.WaitFor("never"), "--within", "0.5");
        CampaignWatcher watcher = swarm.Watch(id, "solo");
        Assert.Equal(6, (await watcher.EndAsync(s_limit)).ExitCode);
        Assert.Equal("TimedOut", (await swarm.EndOfAsync(id, "solo")).CodeOf("slow"));
    }

    [RequiresTool("nats-server")]
    public async Task An_agent_drains_and_takes_work_again()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "solo");
        (await swarm.RunAsync("agent", "drain", "solo")).Well();
        Assert.Equal("draining", (await swarm.JsonAsync("agent", "status", "solo")).GetProperty("state").GetString());
        string id = await swarm.DispatchAsync("solo", "patient", "--bash", "one", swarm.Testify);
        CampaignWatcher watcher = swarm.Watch(id, "solo");
        await watcher.SeesAsync(change => change.Activity == "one", s_limit, "the activity is queued");
        Assert.Empty(swarm.Testimonies());

        (await swarm.RunAsync("agent", "drain", "solo", "--resume")).Well();
        (await watcher.EndAsync(s_limit)).Well();
        Assert.Equal(["one 1 solo"], swarm.Testimonies());
    }

    [RequiresTool("nats-server")]
    public async Task An_agent_is_one_of_its_name_and_leaves_nothing_behind_when_it_stops()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "solo");
        (await swarm.Home.RunAsync("agent", "start", "--name", "solo", "--port", "0"))
            .Refused(78, "runs already", "--name");
        (await swarm.Home.RunAsync("agent", "start", "--name", "solo", "--port", "0", "--detach"))
            .Refused(78, "runs already");
        UnixFileMode mode = File.GetUnixFileMode(Path.Combine(swarm.Home.Folder, "run", "swarm", "solo.sock"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);

        (await swarm.RunAsync("agent", "stop", "solo")).Well();
        Assert.Equal(0, (await swarm.Founder.EndAsync(s_limit)).ExitCode);
        await Until.HoldsAsync(() => swarm.Home.Residents().Count == 0, s_limit, "the broker is gone too");
        Assert.False(File.Exists(Path.Combine(swarm.Home.Folder, "run", "swarm", "solo.sock")));
    }

    [RequiresTool("nats-server")]
    public async Task A_restarted_agent_still_knows_its_campaigns_and_goes_on()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "solo");
        string id = await swarm.DispatchAsync(
            "solo", "again", "--bash", "first", swarm.Testify, "--bash", "gated",
                $"{swarm.Testify}; {swarm.WaitFor("go")}",
            "--after", "first");
        await swarm.RunsOfAsync("gated", 1);
        await swarm.Founder.KillAsync();
        swarm.Open("go");
        await swarm.Founder.StartAsync();

        CampaignFacts facts = await swarm.EndOfAsync(id, "solo");
        Assert.Equal("Completed", facts.State);
        Assert.Single(swarm.Testimonies(), "first 1 solo");
    }

    [RequiresTool("nats-server")]
    public async Task A_detached_agent_writes_its_log_and_stops_when_asked()
    {
        await using TestHome home = new();
        CommandResult started = await home.RunAsync(
            "agent", "start", "--name", "back", "--port", "0", "--detach", "--output", "json");
        Assert.Equal("back", started.Well().Json.GetProperty("agent").GetString());
        (await home.RunAsync("campaign", "list")).Well();
        Assert.Contains("ready", (await home.RunAsync("agent", "logs", "back")).Well().Output,
            StringComparison.Ordinal);
        (await home.RunAsync("agent", "stop", "back")).Well();
        await Until.HoldsAsync(() => home.Residents().Count == 0, s_limit, "nothing is left");
    }
}

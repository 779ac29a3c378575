using System.Text.Json;
using Swarm.EndToEndTests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Swarm.EndToEndTests;

/// <summary>What goes wrong in life, done to real daemons: whatever happens, each activity is committed once.</summary>
[Collection(SwarmCollection.Name)]
public sealed class FaultTests(TestPrograms programs, ITestOutputHelper output)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    [RequiresTool("nats-server")]
    public async Task Fault_1_the_running_agent_is_killed_and_another_runs_attempt_2()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "a", "b", "c");
        string id = await DispatchGatedAsync(swarm, "killed");
        string doomed = await swarm.RunsOfAsync("work", 1);
        string witness = swarm.Agents.First(agent => agent.Name != doomed).Name;
        CampaignWatcher watcher = swarm.Watch(id, witness);
        await swarm[doomed].KillAsync();

        string heir = await swarm.RunsOfAsync("work", 2);
        Assert.NotEqual(doomed, heir);
        swarm.Open("go");
        await AssertCommittedOnceAsync(swarm, id, watcher, heir, attempt: 2);
    }

    [RequiresTool("nats-server")]
    public async Task Fault_2_a_frozen_agent_wakes_up_and_its_late_result_is_refused()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "a", "b", "c");
        string id = await DispatchGatedAsync(swarm, "frozen");
        TestAgent zombie = swarm[await swarm.RunsOfAsync("work", 1)];
        CampaignWatcher watcher = swarm.Watch(id, swarm.Agents.First(agent => agent != zombie).Name);
        Signals.Stop(zombie.ProcessId);
        string heir = await swarm.RunsOfAsync("work", 2);
        swarm.Open("go");
        await watcher.EndAsync(s_limit);
        Signals.Continue(zombie.ProcessId);

        await AssertZombieLeftNothingAsync(swarm, id, watcher, zombie, heir);

        // Whichever it learns first: that its program ended, or that the swarm went on without it.
        Assert.Contains(
            zombie.Log,
            line => line.Contains($"the result of {id}/0, attempt 1, came too late and was refused (StaleFence)")
                || line.Contains($"Run {id}/0.1 is ended: the swarm went on without this agent"));
    }

    [RequiresTool("nats-server", "iptables", "ss", AsRoot = true)]
    public async Task Fault_2_a_late_result_that_reaches_the_log_is_refused_there_by_everybody()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "a", "b", "c");
        string id = await DispatchGatedAsync(swarm, "deaf");
        TestAgent zombie = swarm[await swarm.RunsOfAsync("work", 1)];
        TestAgent[] others = [.. swarm.Agents.Where(agent => agent != zombie)];
        CampaignWatcher watcher = swarm.Watch(id, others[0].Name);
        string heir;
        await using (await Deafness.OfAsync(zombie.ProcessId, swarm.Founder.BrokerPort))
        {
            // It does not hear that it is out, and so tells the log what its program made.
            Signals.Stop(zombie.ProcessId);
            heir = await swarm.RunsOfAsync("work", 2);
            swarm.Open("go");
            await watcher.EndAsync(s_limit);
            Signals.Continue(zombie.ProcessId);
            await Until.HoldsAsync(
                () => others.All(agent => agent.Log.Any(line => line.Contains(
                    $"the result of {id}/0, attempt 1, came too late and was refused (StaleFence)"))),
                s_limit,
                "the others refuse the zombie's result by its name");
        }

        await AssertZombieLeftNothingAsync(swarm, id, watcher, zombie, heir);
    }

    [RequiresTool("nats-server")]
    public async Task Fault_3_the_broker_is_killed_and_nothing_acknowledged_is_lost()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "a", "b", "c");
        string before = await swarm.DispatchAsync("b", "before", "--bash", "done", swarm.Testify);
        Assert.Equal("Completed", (await swarm.EndOfAsync(before, "b")).State);
        string id = await DispatchGatedAsync(swarm, "brokerless");
        await swarm.RunsOfAsync("work", 1);
        CampaignWatcher watcher = swarm.Watch(id, "c");
        int broker = swarm.Founder.BrokerProcessId;
        Signals.Kill(broker);
        swarm.Open("go");

        (await watcher.EndAsync(s_limit)).Well();
        Assert.NotEqual(broker, swarm.Founder.BrokerProcessId);
        Assert.Single(swarm.Testimonies(), line => line.StartsWith("work ", StringComparison.Ordinal));
        Assert.Equal("Completed", (await swarm.EndOfAsync(before, "c")).State);
        string after = await swarm.DispatchAsync("c", "after", "--bash", "later", swarm.Testify);
        Assert.Equal("Completed", (await swarm.EndOfAsync(after, "a")).State);
    }

    [RequiresTool("nats-server")]
    public async Task Fault_4_the_accepting_agent_is_killed_and_the_watch_goes_on_without_a_gap()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "a", "b", "c");
        string id = await swarm.DispatchAsync(
            "b", "orphan",
            "--bash", "first", swarm.Testify, "--on", "c",
            "--bash", "work", $"{swarm.Testify}; {swarm.WaitFor("go")}", "--after", "first", "--on", "c");
        CampaignWatcher watcher = swarm.Watch(id, "b");
        await watcher.SeesAsync(
            change => change.Activity == "work" && change.State == "Running", s_limit, "the work runs");
        long last = watcher.Changes[^1].Number;
        await swarm["b"].KillAsync();
        CampaignWatcher resumed = swarm.Watch(id, "c", last);
        swarm.Open("go");

        (await resumed.EndAsync(s_limit)).Well();
        Assert.Equal(
            Enumerable.Range(1, resumed.Changes.Count).Select(n => last + n),
            resumed.Changes.Select(change => change.Number));
        Assert.Equal("Completed", (await swarm.EndOfAsync(id, "a")).State);
        Assert.Equal(2, swarm.Testimonies().Count);
    }

    [RequiresTool("nats-server")]
    public async Task Fault_5_a_failing_activity_is_retried_and_then_its_dependants_are_skipped()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "a", "b", "c");
        string id = await swarm.DispatchAsync(
            "a", "failing",
            "--bash", "bad", $"{swarm.Testify}; echo the beam is lost >&2; exit 3", "--retry", "2",
            "--noop", "child", "--after", "bad",
            "--noop", "grandchild", "--after", "child",
            "--bash", "free", swarm.Testify);
        CampaignWatcher watcher = swarm.Watch(id, "a");
        Assert.Equal(1, (await watcher.EndAsync(s_limit)).ExitCode);

        CampaignFacts facts = await swarm.EndOfAsync(id, "b");
        Assert.Equal(
            ["Failed", "Skipped", "Skipped", "Completed"],
            new[] { "bad", "child", "grandchild", "free" }.Select(facts.StateOf));
        Assert.Equal("ExitCode", facts.CodeOf("bad"));
        Assert.Contains("bad", facts.RootCause, StringComparison.Ordinal);
        Assert.Contains("the beam is lost", facts.RootCause, StringComparison.Ordinal);
        string[] runs = [.. swarm.Testimonies().Where(line => line.StartsWith("bad ", StringComparison.Ordinal))];
        Assert.Equal(3, runs.Length);
        Assert.Equal(3, runs.Select(line => line.Split(' ')[2]).Distinct().Count());
    }

    [RequiresTool("nats-server")]
    public async Task Fault_6_the_only_holder_dies_and_its_activity_is_run_again()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "a");
        await swarm.AddAsync("b", "--set", "tags.0=maker");
        await swarm.AddAsync("c", "--set", "tags.0=maker");
        await swarm.AgreesOnAsync("a", "b", "c");
        string id = await swarm.DispatchAsync(
            "a", "holder",
            "--bash", "make", $"{swarm.Testify}; echo made > made.txt", "--writes", "made.txt", "--on", "tag:maker",
            "--bash", "gate", $"{swarm.Testify}; {swarm.WaitFor("go")}", "--on", "a",
            "--bash", "use", $"{swarm.Testify}; cat made.txt", "--reads", "make", "--after", "gate", "--on", "a");
        CampaignWatcher watcher = swarm.Watch(id, "a");
        ChangeFacts made = await watcher.SeesAsync(
            change => change.Activity == "make" && change.State == "Completed", s_limit, "the output is made");
        await swarm.RunsOfAsync("gate", 1);
        await swarm[made.Agent].KillAsync();
        swarm.Open("go");
        (await watcher.EndAsync(s_limit)).Well();
        Assert.Equal("Completed", (await swarm.EndOfAsync(id, "a")).StateOf("use"));
        Assert.Equal(2, swarm.Testimonies().Count(line => line.StartsWith("make ", StringComparison.Ordinal)));
    }

    private static Task<string> DispatchGatedAsync(TestSwarm swarm, string name) => swarm.DispatchAsync(
        "a", name,
        "--bash", "work", $"{swarm.Testify}; {swarm.WaitFor("go")}; echo $SWARM_AGENT > by.txt", "--writes", "by.txt",
        "--bash", "next", $"{swarm.Testify}; cat by.txt", "--reads", "work");

    private static async Task AssertZombieLeftNothingAsync(
        TestSwarm swarm, string id, CampaignWatcher watcher, TestAgent zombie, string heir)
    {
        Assert.NotEqual(zombie.Name, heir);
        await swarm.AgreesOnAsync([.. swarm.Agents.Select(agent => agent.Name)]);
        await AssertCommittedOnceAsync(swarm, id, watcher, heir, attempt: 2);

        JsonElement places = await swarm.JsonAsync("data", "locate", $"{id}/work", "--agent", zombie.Name);
        JsonElement file = Assert.Single(places.EnumerateArray());
        Assert.DoesNotContain(
            zombie.Name, file.GetProperty("agents").EnumerateArray().Select(agent => agent.GetString()));
        (await swarm.RunAsync("data", "get", $"{id}/work", swarm.Home.File("by.txt"), "--agent", zombie.Name)).Well();
        Assert.Equal($"{heir}\n", File.ReadAllText(swarm.Home.File("by.txt")));

        string shown = Path.Combine("data", "campaigns", id);
        Assert.True(Directory.Exists(Path.Combine(swarm[heir].StateFolder, shown)));
        Assert.False(Directory.Exists(Path.Combine(zombie.StateFolder, shown)), "the zombie shows what it made");
        string runs = Path.Combine(zombie.StateFolder, "data", ".swarm", "runs", id);
        await Until.HoldsAsync(
            () => !Directory.Exists(Path.Combine(runs, "0.1")), s_limit, "what the zombie's attempt left is removed");
    }

    private static async Task AssertCommittedOnceAsync(
        TestSwarm swarm, string id, CampaignWatcher watcher, string heir, long attempt)
    {
        (await watcher.EndAsync(s_limit)).Well();
        ChangeFacts committed = Assert.Single(
            watcher.Changes, change => change.Activity == "work" && change.State == "Completed");
        Assert.Equal((heir, attempt), (committed.Agent, committed.Attempt));
        Assert.Equal(2, swarm.Testimonies().Count(line => line.StartsWith("work ", StringComparison.Ordinal)));
        CampaignFacts facts = await swarm.EndOfAsync(id, heir);
        Assert.Equal("Completed", facts.State);
        Assert.Equal(heir, facts.AgentOf("work"));
    }
}

using Swarm.EndToEndTests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Swarm.EndToEndTests;

/// <summary>Fault 7: the host of the founder and its broker loses power in the middle of the work.</summary>
[Collection(SwarmCollection.Name)]
public sealed class PowerCutTests(TestPrograms programs, ITestOutputHelper output)
{
    private const int Tasks = 60;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task Fault_7_what_was_acknowledged_before_a_power_cut_is_there_after_it_and_the_campaigns_end()
    {
        Skip.If(LoopDisk.WhyNot() is not null, LoopDisk.WhyNot());
        await using TestSwarm swarm = TestSwarm.Empty(programs, output);
        await using LoopDisk disk = await LoopDisk.CreateAsync(sizeMiB: 200, swarm.Home.Folder);
        string[] place = ["--state", Path.Combine(disk.Path, "a")];
        await swarm.AddAsync("a", place);
        await swarm.AddAsync("b");
        await swarm.AddAsync("c");
        await swarm.AgreesOnAsync("a", "b", "c");

        string relay = await DispatchRelayAsync(swarm);
        string tasks = await DispatchTasksAsync(swarm);
        await swarm.RunsOfAsync("gate", 1);
        CampaignWatcher watcher = swarm.Watch(tasks, "b");
        await Until.HoldsAsync(() => Ends(watcher).Count >= Tasks / 6, s_limit, "some of the tasks have ended");

        // One is acknowledged; the others are on their way when the power goes.
        Task<string>[] submissions = [.. Enumerable.Range(0, 4).Select(number => swarm.DispatchAsync(
            number % 2 == 0 ? "b" : "c", $"late{number}", "--bash", "one", swarm.Testify))];
        await Task.WhenAny(submissions);
        IReadOnlyList<ChangeFacts> finished = Ends(watcher);
        await CutAsync(swarm.Founder, disk);
        Assert.InRange(finished.Count, 1, Tasks - 1);
        await swarm.Founder.StartAsync(place);
        swarm.Open("go");
        foreach (string id in (string[])[relay, tasks, .. await Task.WhenAll(submissions)])
        {
            CampaignFacts facts = await swarm.EndOfAsync(id, "a");
            Assert.True(facts.State == "Completed", $"{id} is {facts.State}: {facts.RootCause}");
        }

        CampaignWatcher story = swarm.Watch(tasks, "c");
        (await story.EndAsync(s_limit)).Well();
        Assert.Equal(Tasks, Ends(story).Count);
        Assert.Equal(Tasks, Ends(story).Select(change => change.Activity).Distinct().Count());
        Assert.Subset(Ends(story).ToHashSet(), finished.ToHashSet());
    }

    private static IReadOnlyList<ChangeFacts> Ends(CampaignWatcher watcher) =>
        [.. watcher.Changes.Where(change => change.Activity is not null && change.State == "Completed")];

    // What a made is needed by b only after the cut.
    private static Task<string> DispatchRelayAsync(TestSwarm swarm) => swarm.DispatchAsync(
        "a", "relay",
        "--bash", "make", "seq 100000 > made.txt", "--writes", "made.txt", "--on", "a",
        "--bash", "gate", $"{swarm.Testify}; {swarm.WaitFor("go")}", "--after", "make", "--on", "c",
        "--bash", "use", "[ $(wc -l < made.txt) = 100000 ]", "--reads", "make", "--after", "gate", "--on", "b");

    private static Task<string> DispatchTasksAsync(TestSwarm swarm) => swarm.DispatchAsync(
        "a",
        ["tasks", .. Enumerable.Range(0, Tasks).SelectMany(number =>
            new[] { "--bash", $"t{number}", $"{swarm.Testify}; sleep 0.5" })]);

    // Whoever writes is stopped first: a computer without power does not see its disk go.
    private static async Task CutAsync(TestAgent victim, LoopDisk disk)
    {
        Signals.Stop(victim.BrokerProcessId);
        Signals.Stop(victim.ProcessId);
        disk.CutPower();
        await Processes.EndAsync(disk.Path);
        await disk.ComeBackAsync();
    }
}

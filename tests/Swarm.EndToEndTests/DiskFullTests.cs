using Swarm.EndToEndTests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Swarm.EndToEndTests;

/// <summary>Fault 7, without the power cut: disks fill up, and agents outlive it.</summary>
[Collection(SwarmCollection.Name)]
public sealed class DiskFullTests(TestPrograms programs, ITestOutputHelper output)
{
    private const int DataAtRisk = 74;
    private const int DiskFull = 302;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    [RequiresTool("nats-server", "mount", AsRoot = true)]
    public async Task Fault_7_a_full_output_disk_fails_the_attempt_and_the_agent_goes_on()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "a");
        await using TinyDisk disk = await TinyDisk.MountAsync(swarm.Home.File("tiny"), 16);
        await swarm.AddAsync("b", "--set", $"fabric.root={disk.Folder}", "--set", "aliases.0=small");
        await swarm.AgreesOnAsync("a", "b");

        string full = await swarm.DispatchAsync(
            "a", "full", "--bash", "big", "head -c 64M /dev/zero > big", "--writes", "big", "--on", "small");
        CampaignFacts failed = await swarm.EndOfAsync(full, "a");
        Assert.Equal("Failed", failed.State);
        Assert.Contains("No space left", failed.RootCause, StringComparison.Ordinal);
        Assert.False(swarm["b"].HasExited);

        string small = await swarm.DispatchAsync(
            "a", "small", "--bash", "bit", "echo bit > bit", "--writes", "bit", "--on", "small");
        CampaignFacts after = await swarm.EndOfAsync(small, "a");
        Assert.True(after.State == "Completed", $"{after.State}: {after.RootCause}");
    }

    [RequiresTool("nats-server", "mount", AsRoot = true)]
    public async Task Fault_7_an_attempt_that_fills_a_disk_is_made_again_elsewhere_and_the_campaign_succeeds()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "a");
        await using TinyDisk disk = await TinyDisk.MountAsync(swarm.Home.File("tiny"), 16);
        await swarm.AddAsync("b", "--set", $"fabric.root={disk.Folder}", "--set", "tags.0=maker");
        await swarm.AddAsync("c", "--set", "tags.0=maker");
        await swarm.AgreesOnAsync("a", "b", "c");

        // Until the small disk is full, the other one takes nothing.
        (await swarm.RunAsync("agent", "drain", "c")).Well();

        string id = await swarm.DispatchAsync(
            "a", "moves on",
            "--bash", "big", $"{swarm.Testify}; head -c 64M /dev/zero > big", "--writes", "big", "--on", "tag:maker",
            "--bash", "use", "[ $(wc -c < big) = 67108864 ]", "--reads", "big", "--on", "a");
        await swarm.Watch(id, "a").SeesAsync(
            change => (change.Activity, change.Attempt, change.Code) == ("big", 1, DiskFull),
            s_limit,
            "the first attempt fails for want of space");
        (await swarm.RunAsync("agent", "drain", "c", "--resume")).Well();
        CampaignFacts facts = await swarm.EndOfAsync(id, "a");
        Assert.True(facts.State == "Completed", $"{facts.State}: {facts.RootCause}");
        Assert.Equal(["big 1 b", "big 2 c"], swarm.Testimonies());

        Assert.False(swarm["b"].HasExited);
        Assert.False(Directory.Exists(Path.Combine(disk.Folder, "campaigns", id)), "a part of an output is shown");
        string small = await swarm.DispatchAsync("a", "small", "--bash", "bit", swarm.Testify, "--on", "b");
        Assert.Equal("Completed", (await swarm.EndOfAsync(small, "a")).State);
    }

    [SkippableFact]
    public async Task Fault_7_a_full_pool_refuses_in_a_line_and_takes_work_again_when_space_returns()
    {
        Skip.If(LoopDisk.WhyNot() is not null, LoopDisk.WhyNot());
        await using TestSwarm swarm = TestSwarm.Empty(programs, output);
        await using LoopDisk disk = await LoopDisk.CreateAsync(sizeMiB: 64, swarm.Home.Folder);
        await swarm.AddAsync("a", "--state", Path.Combine(disk.Path, "a"));
        await swarm.AddAsync("b");
        await swarm.AgreesOnAsync("a", "b");
        string id = await swarm.DispatchAsync(
            "a", "waits",
            "--bash", "work", $"{swarm.Testify}; {swarm.WaitFor("go")}; {swarm.Testify}", "--on", "b",
            "--bash", "next", swarm.Testify, "--after", "work");
        await swarm.RunsOfAsync("work", 1);

        string filler = Fill(disk.Path, leaveMiB: 4);
        await Until.HoldsAsync(
            () => swarm.Founder.Log.Any(line => line.Contains("the pool takes no entries", StringComparison.Ordinal)),
            s_limit,
            "the founder sees that its disk is nearly full");
        swarm.Open("go");
        await swarm.RunsOfAsync("work", 2);
        foreach (string agent in new[] { "a", "b" })
        {
            (await swarm.TryDispatchAsync(agent, "late", "late", "--bash", "one", swarm.Testify))
                .Refused(DataAtRisk, "the pool is full", "free space");
            (await swarm.Home.RunAsync("agent", "status", agent)).Well();
        }

        Assert.Equal(id, Assert.Single((await swarm.JsonAsync("campaign", "list")).EnumerateArray())
            .GetProperty("id").GetString());
        File.Delete(filler);
        Assert.Equal("Completed", (await swarm.EndOfAsync(id, "a")).State);
        Assert.Equal(["work 1 b", "work 1 b"], swarm.Testimonies().Take(2));
        (await swarm.TryDispatchAsync("b", "late", "late", "--bash", "one", swarm.Testify)).Well();
        Assert.Equal("Completed", (await swarm.EndOfAsync("late", "a")).State);
    }

    private static string Fill(string folder, int leaveMiB)
    {
        string filler = Path.Combine(folder, "filler");
        using FileStream file = File.Create(filler);
        byte[] chunk = new byte[1 << 20];
        while (new DriveInfo(folder).AvailableFreeSpace > (long)leaveMiB << 20)
        {
            file.Write(chunk);
            file.Flush(flushToDisk: true);
        }

        return filler;
    }
}

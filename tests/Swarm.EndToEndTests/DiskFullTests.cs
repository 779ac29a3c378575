using Swarm.EndToEndTests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Swarm.EndToEndTests;

/// <summary>Fault 7, without the power cut: disks fill up, and agents outlive it.</summary>
[Collection(SwarmCollection.Name)]
public sealed class DiskFullTests(TestPrograms programs, ITestOutputHelper output)
{
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
}

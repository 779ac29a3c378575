using Swarm.IntegrationTests.Broker;
using Swarm.IntegrationTests.Fabric;
using Swarm.Model;
using Xunit;

namespace Swarm.IntegrationTests.Agents;

/// <summary>An agent that is started again on what an earlier process of it left behind.</summary>
public sealed class RestartTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [RequiresTool("nats-server")]
    public async Task What_stood_in_the_log_and_was_not_published_is_published_after_a_restart()
    {
        await using LiveSwarm swarm = await LiveSwarm.StartAsync("alpha", "beta");
        CampaignGraph graph = Orders.Graph(
            [],
            Orders.Sh("make", "echo 1 > x; mkdir d; echo 2 > d/y", "x", "d") with { Placement = new("alpha") });
        string folder = Path.Combine(swarm["alpha"].Options.Fabric.Root, "campaigns", graph.Id.Text, "make");

        // Nothing can be published where folders are in the way: as far as anybody sees, the process ended before.
        Directory.CreateDirectory(Path.Combine(folder, "x"));
        Directory.CreateDirectory(Path.Combine(folder, "d", "y"));
        Assert.Equal(ActivityState.Completed, (await swarm["alpha"].RunAsync(graph)).State);
        Assert.Null(swarm["alpha"].Read($"campaigns/{graph.Id}/make/d/y"));
        await swarm.LoseAsync("alpha");
        Directory.Delete(folder, recursive: true);

        LiveAgent again = await swarm.AddAsync("alpha");
        await Until.HoldsAsync(
            () => again.Read($"campaigns/{graph.Id}/make/d/y") is not null, s_patience, "what it made is published");
        Assert.Equal("1\n", again.Read($"campaigns/{graph.Id}/make/x"));
        await Until.HoldsAsync(() => Runs(again).Length == 0, s_patience, "its private folder is gone");

        await swarm.LoseAsync("alpha");
        DateTime written = File.GetLastWriteTimeUtc(Path.Combine(folder, "x"));
        await swarm.AddAsync("alpha");
        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(folder, "x")));
    }

    private static string[] Runs(LiveAgent agent)
    {
        string runs = Path.Combine(agent.Options.Fabric.Root, ".swarm", "runs");
        return Directory.Exists(runs) ? [.. Directory.GetDirectories(runs).SelectMany(Directory.GetDirectories)] : [];
    }
}

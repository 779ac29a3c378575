using Swarm.Agent.Fabric;
using Swarm.IntegrationTests.Broker;
using Swarm.IntegrationTests.Fabric;
using Swarm.Model;
using Xunit;

namespace Swarm.IntegrationTests.Agents;

/// <summary>What the log says that an agent must keep, and that a store with a budget lives by it.</summary>
public sealed class ContentNeedsTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [RequiresTool("nats-server")]
    public async Task Its_maker_keeps_an_output_until_the_campaign_ends_and_others_when_the_maker_is_lost()
    {
        await using LiveSwarm swarm = await LiveSwarm.StartAsync("alpha", "beta", "gamma");
        using Execution.TempFolder gates = new();
        string gate = gates.Below("open");
        ActivitySpec use = Orders
            .Sh("use", $"while [ ! -e {gate} ]; do sleep 0.05; done; cat x > y", "y")
            .Reads("activity://make");
        CampaignGraph graph = Orders.Graph(
            [],
            Orders.Sh("make", "echo made > x", "x") with { Placement = new("alpha") },
            use with { Placement = new("beta") });
        Digest made = Digest.Of("made\n"u8);
        await swarm["gamma"].SubmitAsync(graph);
        await Until.HoldsAsync(() => swarm["beta"].Holds(made), s_patience, "beta has fetched what alpha made");

        Assert.Equal(made, Assert.Single(await NeedsOf(swarm["alpha"])));
        Assert.Empty(await NeedsOf(swarm["beta"]));

        await swarm.LoseAsync("alpha");
        await swarm.GoesOnAsync();
        Assert.Equal(made, Assert.Single(await NeedsOf(swarm["beta"])));

        File.WriteAllText(gate, "");
        Assert.Equal(ActivityState.Completed, (await swarm["beta"].EndOfAsync(graph.Id)).State);
        Assert.Empty(await NeedsOf(swarm["beta"]));
    }

    [RequiresTool("nats-server")]
    public async Task Campaigns_follow_each_other_through_a_store_that_holds_a_few_of_them()
    {
        await using LiveSwarm swarm = await LiveSwarm.StartAsync();
        LiveAgent alpha = await swarm.AddAsync("alpha", fabric => fabric with { ContentMaxBytes = 4 << 20 });

        for (int i = 0; i < 10; i++)
        {
            CampaignGraph graph = Orders.Graph([], Orders.Sh("make", "head -c 1048576 /dev/urandom > x", "x"));
            Assert.Equal(ActivityState.Completed, (await alpha.RunAsync(graph)).State);
            Assert.True(File.Exists(
                Path.Combine(alpha.Options.Fabric.Root, "campaigns", graph.Id.Text, "make", "x")));
        }

        Assert.InRange(alpha.Store.Usage.Bytes, 1, 4 << 20);
        Assert.Equal(
            10,
            new DirectoryInfo(Path.Combine(alpha.Options.Fabric.Root, "campaigns"))
                .EnumerateFiles("x", SearchOption.AllDirectories).Count(file => file.Length == 1 << 20));
    }

    [RequiresTool("nats-server")]
    public async Task A_campaign_that_needs_more_than_the_store_may_keep_fails_naming_the_remedy()
    {
        await using LiveSwarm swarm = await LiveSwarm.StartAsync();
        LiveAgent alpha = await swarm.AddAsync("alpha", fabric => fabric with { ContentMaxBytes = 4 << 20 });
        CampaignGraph graph = Orders.Graph(
            [],
            [
                .. Enumerable.Range(0, 6).Select(i => Orders.Sh($"make{i}", "head -c 1048576 /dev/urandom > x", "x")
                    with { After = i == 0 ? [] : [$"make{i - 1}"] }),
            ]);

        Core.CampaignReading ended = await alpha.RunAsync(graph);

        Assert.Equal(ActivityState.Failed, ended.State);
        Assert.Equal(4, ended.RootCause);
        Assert.Contains("fabric.contentMaxBytes", ended.RootCauseMessage, StringComparison.Ordinal);
    }

    private static async Task<IEnumerable<Digest>> NeedsOf(LiveAgent agent)
    {
        LedgerNeeds ledger = new(agent.Name, () => agent.Agent.Parts.Loop, TimeProvider.System);
        ContentNeeds? needed = await ledger.AskAsync(CancellationToken.None);
        Assert.NotNull(needed);
        return needed.Manifests.SelectMany(manifest => manifest.Files!).Select(file => file.Digest);
    }
}

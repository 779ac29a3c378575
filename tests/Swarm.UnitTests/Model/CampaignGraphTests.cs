using Swarm.Model;
using Xunit;

namespace Swarm.UnitTests.Model;

/// <summary>A campaign is checked once and completely.</summary>
public sealed class CampaignGraphTests
{
    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        CampaignInvalidException wrong = Assert.Throws<CampaignInvalidException>(() => Create(
            Noop("a") with { After = ["b"], Resources = new Resources(-1) },
            Noop("b") with { After = ["a"] },
            Noop("b"),
            Noop("c") with { After = ["nobody"] },
            Noop("../d"),
            Noop("e\nf"),
            Noop("g") with { Inputs = [ActivityInput.Of(DataRef.Parse("missing.txt"))] },
            Noop("h") with { Arguments = [new string('x', 10_000_000)] },
            Noop("i") with { Inputs = [ActivityInput.Of(new DataRef.Output("c", ""))] }));

        string all = wrong.Message;
        Assert.All(
            new[]
            {
                "in a circle: 'b' -> 'a' -> 'b'", "-0.001 cores", "'b': its name is taken", "'nobody', which is not",
                "looks like a path", "control character", "'missing.txt', which is not beside", "10000000 bytes",
                "'c', which declares none",
            },
            part => Assert.Contains(part, all, StringComparison.Ordinal));
        Assert.DoesNotContain('\0', all);
        Assert.All(all.Split('\n'), line => Assert.True(line.Length < 400, $"a line of {line.Length} characters"));
    }

    [Fact]
    public void Data_and_order_both_make_edges()
    {
        CampaignGraph graph = Create(
            Noop("make") with { Outputs = [DataRef.Parse("@agentdir/out")] },
            Noop("use") with { Inputs = [ActivityInput.Of(new DataRef.Output("make", ""))] },
            Noop("last") with { After = ["make", "use"] });
        Assert.Equal([0], graph.Parents(1).ToArray());
        Assert.Equal([0, 1], graph.Parents(2).ToArray());
        Assert.Equal([1, 2], graph.Children(0).ToArray());
        Assert.True(graph.Rank(0) > graph.Rank(1) && graph.Rank(1) > graph.Rank(2));
    }

    [Fact]
    public void An_output_at_an_agent_says_where_it_runs()
    {
        CampaignGraph graph = Create(Noop("publish") with { Outputs = [DataRef.Parse("C://user/repository")] });
        Assert.Equal(new Placement(Agent: "C"), graph.Activities[0].Placement);
    }

    private static ActivitySpec Noop(string name) => new() { Name = name, Plugin = "noop" };

    private static CampaignGraph Create(params ActivitySpec[] specs) =>
        CampaignGraph.Create(CampaignId.Parse("c1"), "test", specs, []);
}

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

    [Theory]
    [InlineData("")]
    [InlineData("../x")]
    [InlineData("a/../b")]
    [InlineData("./a")]
    [InlineData("/a")]
    [InlineData("a\nb")]
    public void A_file_brought_along_has_a_plain_path(string path)
    {
        CampaignProblem problem = Assert.Single(ProblemsOf([Carried(path)], Noop("a")).Problems);

        Assert.Contains("is no plain path", problem.What, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem.ToString());
    }

    [Fact]
    public void A_file_is_brought_along_once()
    {
        CampaignProblem problem = Assert.Single(
            ProblemsOf([Carried("x"), Carried("b"), Carried("x")], Noop("a")).Problems);

        Assert.Contains("'x' along twice", problem.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data", true)]
    [InlineData("data/a", true)]
    [InlineData("data/", true)]
    [InlineData("dat", false)]
    [InlineData("data!", true)]
    [InlineData("data0", false)]
    [InlineData("zz", false)]
    public void A_folder_is_there_when_a_file_in_it_is(string read, bool isThere)
    {
        CarriedFile[] files = [Carried("data!"), Carried("data-1"), Carried("data/a"), Carried("data/b")];
        ActivitySpec reader = Noop("a") with { Inputs = [ActivityInput.Of(DataRef.Parse(read))] };

        Assert.Equal(
            isThere,
            Record.Exception(() => CampaignGraph.Create(CampaignId.Parse("c1"), "test", [reader], files)) is null);
    }

    [Fact]
    public void A_place_at_no_agent_is_refused()
    {
        DataRef.At nowhere = new(Placement.Anywhere, "x", false);
        ActivitySpec wrong = Noop("a") with { Inputs = [ActivityInput.Of(nowhere)], Outputs = [nowhere] };

        Assert.Equal(
            2, ProblemsOf([], wrong).Problems.Count(one => one.What.Contains("no agent", StringComparison.Ordinal)));
    }

    [Fact]
    public void Beyond_a_hundred_problems_are_only_counted()
    {
        CampaignInvalidException wrong =
            ProblemsOf([], [.. Enumerable.Range(0, 5000).Select(i => Noop($"a{i}") with { Retries = -1 })]);

        Assert.Equal((100, 4900), (wrong.Problems.Count, wrong.Unlisted));
        Assert.Contains("5000 problems", wrong.Message, StringComparison.Ordinal);
        Assert.EndsWith("and 4950 more", wrong.Message, StringComparison.Ordinal);
    }

    private static CarriedFile Carried(string path) => new(path, 1, Digest.Of([1]), false);

    private static CampaignInvalidException ProblemsOf(CarriedFile[] files, params ActivitySpec[] specs) =>
        Assert.Throws<CampaignInvalidException>(
            () => CampaignGraph.Create(CampaignId.Parse("c1"), "test", specs, files));

    private static ActivitySpec Noop(string name) => new() { Name = name, Plugin = "noop" };

    private static CampaignGraph Create(params ActivitySpec[] specs) =>
        CampaignGraph.Create(CampaignId.Parse("c1"), "test", specs, []);
}

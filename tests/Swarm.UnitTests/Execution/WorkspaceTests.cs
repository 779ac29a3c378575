using FsCheck;
using FsCheck.Fluent;
using Swarm.Agent.Execution;
using Swarm.Agent.Fabric;
using Swarm.Core;
using Swarm.Model;
using Xunit;

namespace Swarm.UnitTests.Execution;

public sealed class WorkspaceTests
{
    private static readonly string[] s_pieces =
    [
        "..", ".", "", "a", "b b", "-rf", "$(touch x)", "..%2f", "~", "*", "\\", "a\\..\\b", "'", "\u202e", "\0", "\n",
            "é",
        ".swarm", "campaigns", "view", "out", "kept.json", "@agentdir",
    ];

    private static readonly string[] s_roots = ["@agentdir/", "@workingdir/", "@outputdir/", "", "C://", "tag:x://"];

    private static Gen<string> Paths =>
        Gen.Elements(s_pieces).NonEmptyListOf().Select(pieces => string.Join('/', pieces));

    [Fact]
    public void No_reference_to_an_output_lands_outside_the_attempt_or_the_root()
    {
        Gen<string> references = from root in Gen.Elements(s_roots) from path in Paths select root + path;
        Check.QuickThrowOnFailure(Prop.ForAll(references.ToArbitrary(), text =>
        {
            if (TryMake(text) is not { } workspace)
            {
                return true;
            }

            OutputPlace place = workspace.Outputs[0];
            string published = Path.GetFullPath(Path.Combine("/agent", place.PublishedPath));
            return RefPath.IsWithin(Path.GetFullPath(place.WorkPath), workspace.Root)
                && RefPath.IsWithin(published, "/agent")
                && published == Path.Combine("/agent", place.PublishedPath)
                && (place.Ref is DataRef.At || RefPath.IsWithin(published, "/agent/campaigns/c"));
        }));
    }

    [Theory]
    [InlineData("@agentdir/x", "view/x", "campaigns/c/x")]
    [InlineData("@workingdir/x", "view/use/x", "campaigns/c/use/x")]
    [InlineData("@outputdir/x", "view/there/x", "campaigns/c/there/x")]
    [InlineData("x/y", "view/there/x/y", "campaigns/c/there/x/y")]
    [InlineData("C://user/repository", "out/repository", "user/repository")]
    public void Each_reference_has_its_place(string reference, string work, string published)
    {
        Workspace workspace = TryMake(reference, DataRef.Parse("@agentdir/there"))!;

        Assert.Equal(Path.Combine(workspace.Root, work), workspace.Outputs[0].WorkPath);
        Assert.Equal(published, workspace.Outputs[0].PublishedPath);
    }

    [Theory]
    [InlineData("C://.swarm/content/x")]
    [InlineData("C://a/../.swarm")]
    public void The_agents_own_folder_is_no_place_to_publish(string reference)
    {
        SwarmException refused = Assert.Throws<SwarmException>(TryMake(reference)!.Create);

        Assert.Equal(ErrorCode.BadReference, refused.Code);
    }

    [Fact]
    public void Two_names_never_share_a_folder_and_every_folder_is_safe()
    {
        Gen<string> names = Gen.Elements(s_pieces).NonEmptyListOf().Select(string.Concat).Where(name =>
            name.Length > 0);
        Gen<(string, string)> pairs = from left in names from right in names select (left, right);
        Check.QuickThrowOnFailure(Prop.ForAll(pairs.ToArbitrary(), pair =>
        {
            string left = Slug.Of(pair.Item1);
            return (left == Slug.Of(pair.Item2)) == (pair.Item1 == pair.Item2)
                && left.Length is > 0 and <= 73
                && left[0] != '.'
                && left.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');
        }));
    }

    private static Workspace? TryMake(string reference, DataRef? outputDirectory = null)
    {
        try
        {
            ActivitySpec spec = new()
            {
                Name = "use",
                Plugin = "shell",
                OutputDirectory = outputDirectory,
                Outputs = [DataRef.Parse(reference)],
            };
            CampaignGraph graph = CampaignGraph.Create(CampaignId.Parse("c"), "c", [spec], []);
            RunOrder order = new(new ActivityId(graph.Id, 0), Attempt.First, graph, new Dictionary<int,
                ProducedOutput>());
            return new Workspace(new AgentFolders("/agent"), order, new ContentPins().Begin());
        }
        catch (Exception refused) when (refused is FormatException or CampaignInvalidException)
        {
            return null;
        }
    }
}

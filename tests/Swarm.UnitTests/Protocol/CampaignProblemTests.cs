using Google.Protobuf;
using Swarm.Model;
using Swarm.Protocol;
using Xunit;
using Raw = Swarm.Protocol.V1;

namespace Swarm.UnitTests.Protocol;

public sealed class CampaignProblemTests
{
    [Fact]
    public void What_cannot_be_read_and_what_makes_no_sense_are_reported_together()
    {
        Raw.Campaign campaign = Of(
            new Raw.Activity { Name = "a", Plugin = "noop", Inputs = { InputOf("@nowhere/x") } },
            new Raw.Activity { Name = "b", Plugin = "noop", Placement = "two words", After = { "c" } },
            new Raw.Activity { Name = "c", Plugin = "noop", After = { "b", "lost" }, TimeLimitMicros = long.MaxValue },
            new Raw.Activity { Name = "d", Plugin = "noop", Outputs = { "../out" }, WorkingDirectory = "/abs" });
        campaign.Id = "Bad Id";
        campaign.Files.Add(new Raw.CarriedFile { Path = "../../secret", Digest = DigestOf(1) });

        string[] problems = [.. ProblemsOf(campaign).Select(problem => problem.ToString())];

        Assert.Collection(
            problems,
            problem => Assert.Contains("'a': '@nowhere/x' names no folder", problem, StringComparison.Ordinal),
            problem => Assert.Contains("'b': 'two words' is no place", problem, StringComparison.Ordinal),
            problem => Assert.Contains("'c': a time of 9223372036854775807", problem, StringComparison.Ordinal),
            problem => Assert.Contains("'d': '../out' leaves its root", problem, StringComparison.Ordinal),
            problem => Assert.Contains("'d': '/abs' is an absolute path", problem, StringComparison.Ordinal),
            problem => Assert.Contains("'../../secret' leaves its root", problem, StringComparison.Ordinal),
            problem => Assert.Contains("'Bad Id' is no campaign id", problem, StringComparison.Ordinal),
            problem => Assert.Contains("'lost', which is not in the campaign", problem, StringComparison.Ordinal),
            problem => Assert.Contains("in a circle", problem, StringComparison.Ordinal));
    }

    [Fact]
    public void An_unreadable_output_is_reported_once_and_not_to_its_readers()
    {
        Raw.Campaign campaign = Of(
            new Raw.Activity { Name = "a", Plugin = "noop", Outputs = { "..", "../.." } },
            new Raw.Activity { Name = "b", Plugin = "noop", Inputs = { InputOf("activity://a") } });

        Assert.Equal(["a", "a"], ProblemsOf(campaign).Select(problem => problem.Activity));
    }

    [Fact]
    public void A_file_brought_along_twice_is_a_problem()
    {
        Raw.Campaign campaign = Of(new Raw.Activity { Name = "a", Plugin = "noop" });
        campaign.Files.Add(new Raw.CarriedFile { Path = "x", Digest = DigestOf(1) });
        campaign.Files.Add(new Raw.CarriedFile { Path = "x", Digest = DigestOf(2) });

        Assert.Contains("twice", Assert.Single(ProblemsOf(campaign)).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_brought_along_has_a_possible_length()
    {
        Raw.Campaign campaign = Of(new Raw.Activity { Name = "a", Plugin = "noop" });
        campaign.Files.Add(new Raw.CarriedFile { Path = "x", Digest = DigestOf(1), SizeBytes = 1UL << 63 });

        Assert.Contains("9223372036854775808", Assert.Single(ProblemsOf(campaign)).What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/../b")]
    [InlineData("./a")]
    [InlineData("/a")]
    [InlineData("a\nb")]
    public void A_file_brought_along_has_a_plain_path(string path)
    {
        Raw.Campaign campaign = Of(new Raw.Activity { Name = "a", Plugin = "noop" });
        campaign.Files.Add(new Raw.CarriedFile { Path = path, Digest = DigestOf(1) });

        Assert.Single(ProblemsOf(campaign));
    }

    [Fact]
    public void Reading_ends_when_too_much_is_wrong()
    {
        Raw.Activity bad = new() { Name = "a", Plugin = "noop", Placement = "two words" };

        Assert.Equal(1000, ProblemsOf(Of([.. Enumerable.Repeat(bad, 5000)])).Count);
    }

    private static Raw.Campaign Of(params Raw.Activity[] activities)
    {
        Raw.Campaign campaign = new() { Id = "c1", Name = "a campaign" };
        campaign.Activities.AddRange(activities);
        return campaign;
    }

    private static Raw.Input InputOf(string reference) => new() { Reference = reference, Name = "x" };

    private static Raw.Digest DigestOf(byte content) => ModelCodec.Encode(Digest.Of([content]));

    private static IReadOnlyList<CampaignProblem> ProblemsOf(Raw.Campaign campaign) =>
        Assert.Throws<CampaignInvalidException>(() => CampaignCodec.Decode(campaign.ToByteArray())).Problems;
}

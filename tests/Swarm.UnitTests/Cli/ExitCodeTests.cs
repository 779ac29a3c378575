using Swarm.Cli;
using Swarm.Cli.Campaign;
using Swarm.Cli.Output;
using Swarm.Model;
using Swarm.Sdk.Views;
using Xunit;

namespace Swarm.UnitTests.Cli;

/// <summary>Every failure has the exit code of the documentation, and a line that is no stack trace.</summary>
public sealed class ExitCodeTests
{
    [Theory]
    [InlineData(ErrorCode.CampaignInvalid, 2)]
    [InlineData(ErrorCode.CampaignTooLarge, 2)]
    [InlineData(ErrorCode.CampaignConflict, 2)]
    [InlineData(ErrorCode.BadReference, 2)]
    [InlineData(ErrorCode.UnknownCampaign, 4)]
    [InlineData(ErrorCode.NobodyCanRun, 4)]
    [InlineData(ErrorCode.InputMissing, 4)]
    [InlineData(ErrorCode.Canceled, 5)]
    [InlineData(ErrorCode.TimedOut, 6)]
    [InlineData(ErrorCode.ExitCode, 1)]
    [InlineData(ErrorCode.PeerUnreachable, 3)]
    [InlineData(ErrorCode.NotReady, 3)]
    [InlineData(ErrorCode.DiskFull, 74)]
    [InlineData(ErrorCode.NotDurable, 78)]
    public void Of_refusals(ErrorCode code, int expected) =>
        Assert.Equal(expected, Report(new SwarmException(code, "x.")).Code);

    [Fact]
    public void Of_everything_else()
    {
        Assert.Equal(70, Report(new InvariantViolationException("x")).Code);
        Assert.Equal(70, Report(new InvalidOperationException("x")).Code);
        Assert.Equal(74, Report(new IOException("x")).Code);
        Assert.Equal(74, Report(new UnauthorizedAccessException("x")).Code);
        Assert.Equal(78, Report(new HostUnfitException("x")).Code);
        Assert.Equal(2, Report(new FormatException("x")).Code);
        Assert.Equal(130, Report(new OperationCanceledException()).Code);
        Assert.Equal(3, Report(new AggregateException(new SwarmException(ErrorCode.PeerUnreachable, "x"))).Code);
    }

    [Fact]
    public void A_bug_asks_for_a_report_and_shows_no_frames()
    {
        string said = Report(new InvariantViolationException("two decisions for one slot")).Said;

        Assert.Contains("report", said);
        Assert.Contains("two decisions for one slot", said);
        Assert.DoesNotContain("   at ", said);
        Assert.Single(said.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData(ActivityState.Completed, ErrorCode.None, 0)]
    [InlineData(ActivityState.Canceled, ErrorCode.Canceled, 5)]
    [InlineData(ActivityState.Failed, ErrorCode.ExitCode, 1)]
    [InlineData(ActivityState.Failed, ErrorCode.TimedOut, 6)]
    public void Of_campaigns(ActivityState state, ErrorCode code, int expected)
    {
        CampaignSummary summary = new("c1", "c", state, 1, 0, 0, 0, 0, 0, default, null, 1);
        ActivitySummary activity = new(0, "a", "noop", state, 1, "x", code, "", default, default, default, 0, []);

        Assert.Equal(expected, CampaignEnd.CodeOf(new CampaignReport(summary, [activity], "", [])));
    }

    private static (int Code, string Said) Report(Exception failure)
    {
        StringWriter error = new();
        int code = Failures.Report(failure, new Terminal(TextWriter.Null, error, false, false));
        return (code, error.ToString());
    }
}

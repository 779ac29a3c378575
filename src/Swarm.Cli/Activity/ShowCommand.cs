using System.CommandLine;
using Swarm.Cli.Campaign;
using Swarm.Cli.Output;
using Swarm.Model;
using Swarm.Sdk;
using Swarm.Sdk.Views;

namespace Swarm.Cli.Activity;

/// <summary><c>swarm activity show</c>: what an activity is, what happened to it, and what it left behind.</summary>
internal static class ShowCommand
{
    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(ActivitySelector Activity);

    internal static Command Create(CommandBinder binder)
    {
        Argument<string[]> activity = ActivitySelector.CreateArgument();
        return binder.Bind(
            new Command("show", "Show an activity with its history and outputs") { activity },
            parsed => new Options(ActivitySelector.Parse(parsed.GetRequiredValue(activity))),
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        using SwarmClient client = context.Connect();
        ActivityReport report = await client.ShowActivityAsync(
            options.Activity.Campaign, options.Activity.Activity, cancellationToken);
        context.Output.Write(ReportOf(report));
        return ExitCode.Done;
    }

    private static Report ReportOf(ActivityReport report)
    {
        ActivitySummary summary = report.Summary;
        return new Report()
            .Field("activity", "activity", summary.Name)
            .Field("index", "index", new Cell((long)summary.Index, $"@{summary.Index}"))
            .Field("state", "state", Cell.Of(summary.State))
            .Field("plugin", "plugin", summary.Plugin)
            .Field("command", "command", new Cell(report.Command, Printable.Of(ShellWords.Join(report.Command), 400)))
            .Field("inputs", "reads", Cell.Of(report.Inputs))
            .Field("declaredOutputs", "writes", Cell.Of(report.DeclaredOutputs))
            .Field("agent", "agent", summary.Agent)
            .Field("attempts", "attempts", Cell.Of(summary.Attempt))
            .Field("waitedMicros", "waited", Cell.Of(summary.Waited))
            .Field("stagingMicros", "staging", Cell.Of(summary.Staging))
            .Field("stagedBytes", "staged", Cell.Bytes(summary.StagedBytes))
            .Field("ranMicros", "ran", Cell.Of(summary.Ran))
            .Field("code", "why", Cell.Of(summary.Code == ErrorCode.None ? "" : summary.Code.ToString(), Tone.Bad))
            .Table("outputs", "outputs", CampaignReports.Published(report.Outputs))
            .Lines("message", "message", CampaignReports.LinesOf(summary.Message), Tone.Bad)
            .Table("history", "history", History(report.History))
            .InShort(summary.State.ToString());
    }

    private static Grid History(IReadOnlyList<CampaignEvent> history) => Grid.Of(
        history,
        new Column<CampaignEvent>("number", "change", e => Cell.Of(e.Number), IsNumber: true),
        new("timeMicros", "time", e => Cell.Of((DateTimeOffset?)e.Time)),
        new("state", "state", e => Cell.Of(e.State)),
        new("attempt", "attempt", e => Cell.Count(e.Attempt), IsNumber: true),
        new("agent", "agent", e => Cell.Of(e.Agent)),
        new("message", "message", e => Cell.Of(Printable.Of(e.Message, 100))));
}

using Swarm.Cli.Output;
using Swarm.Model;
using Swarm.Sdk;
using Swarm.Sdk.Views;

namespace Swarm.Cli.Campaign;

/// <summary>Campaigns as reports.</summary>
internal static class CampaignReports
{
    /// <summary>A list of campaigns.</summary>
    internal static Grid List(IReadOnlyList<CampaignSummary> campaigns, TimeProvider time) => Grid.Of(
        campaigns,
        new Column<CampaignSummary>("id", "id", c => Cell.Of(c.Id)),
        new("name", "name", c => Cell.Of(c.Name)),
        new("owner", "owner", c => Cell.Of(c.Owner)),
        new("state", "state", c => Cell.Of(c.State)),
        new("activities", "activities", c => Cell.Of(c.Activities), IsNumber: true),
        new("completed", "done", c => Cell.Count(c.Completed), IsNumber: true),
        new("running", "running", c => Cell.Count(c.Running), IsNumber: true),
        new("failed", "failed", c => Cell.Count(c.Failed), IsNumber: true),
        new("skipped", "skipped", c => Cell.Count(c.Skipped), IsNumber: true),
        new("canceled", "canceled", c => Cell.Count(c.Canceled), IsNumber: true),
        new("submittedMicros", "submitted", c => Cell.Of((DateTimeOffset?)c.Submitted)),
        new("tookMicros", "took", c => Cell.Of(Took(c, time)), IsNumber: true));

    /// <summary>One campaign with its activities.</summary>
    internal static Report Of(CampaignReport report, TimeProvider time)
    {
        CampaignSummary summary = report.Summary;
        return new Report()
            .Field("id", "id", summary.Id)
            .Field("name", "name", summary.Name)
            .Field("owner", "owner", summary.Owner)
            .Field("state", "state", Cell.Of(summary.State))
            .Field("counts", "activities", Counts(summary))
            .Field("submittedMicros", "submitted", Cell.Of((DateTimeOffset?)summary.Submitted))
            .Field("tookMicros", "took", Cell.Of(Took(summary, time)))
            .Field("lastChange", "last change", Cell.Of(summary.LastChange))
            .Table("activities", "", Activities(report.Activities))
            .Table("published", "published", Published(report.Published))
            .Lines("rootCause", "root cause", LinesOf(report.RootCause), Tone.Bad)
            .InShort(summary.Id);
    }

    /// <summary>Activities in an order in which they could have run.</summary>
    internal static Grid Activities(IReadOnlyList<ActivitySummary> activities) => Grid.Of(
        Waves.InOrder(activities),
        new Column<ActivitySummary>("activity", "activity", a => Cell.Of(a.Name)),
        new("index", "#", a => Cell.Of(a.Index), IsNumber: true),
        new("state", "state", a => Cell.Of(a.State)),
        new("agent", "agent", a => Cell.Of(a.Agent)),
        new("attempts", "attempts", a => Cell.Count(a.Attempt), IsNumber: true),
        new("waitedMicros", "waited", a => Cell.Of(a.Waited), IsNumber: true),
        new("stagedBytes", "staged", a => Cell.Bytes(a.StagedBytes), IsNumber: true),
        new("ranMicros", "ran", a => Cell.Of(a.Ran), IsNumber: true),
        new("code", "why", a => Cell.Of(a.Code == ErrorCode.None ? "" : a.Code.ToString(), Tone.Bad)));

    /// <summary>Files that were published.</summary>
    internal static Grid Published(IReadOnlyList<PublishedFile> files) => Grid.Of(
        files,
        new Column<PublishedFile>("activity", "activity", f => Cell.Of(f.Activity)),
        new("agent", "agent", f => Cell.Of(f.Agent)),
        new("path", "path", f => Cell.Of(f.Path)),
        new("sizeBytes", "size", f => Cell.Bytes(f.File.SizeBytes), IsNumber: true),
        new("sha256", "sha-256", f => Cell.Of(f.File.Digest.ToString())));

    /// <summary>One change as an object for programs.</summary>
    internal static Report Of(CampaignEvent change, string campaign) => new Report()
        .Field("campaign", "", campaign)
        .Field("number", "", Cell.Of(change.Number))
        .Field("timeMicros", "", Cell.Of((DateTimeOffset?)change.Time))
        .Field("activity", "", change.Activity is null ? new Cell(null, "") : Cell.Of(change.Activity))
        .Field("state", "", Cell.Of(change.State))
        .Field("attempt", "", Cell.Of(change.Attempt))
        .Field("agent", "", change.Agent)
        .Field("code", "", Cell.Of((int)change.Code))
        .Field("message", "", change.Message)
        .InShort(change.Number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The lines of a text that came from elsewhere.</summary>
    internal static IReadOnlyList<string> LinesOf(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(
            line => Printable.Of(line.TrimEnd('\r'), 400))];

    private static Cell Counts(CampaignSummary summary)
    {
        (int Count, string Word)[] counts =
        [
            (summary.Completed, "done"), (summary.Running, "running"), (summary.Failed, "failed"),
            (summary.Skipped, "skipped"), (summary.Canceled, "canceled"),
        ];
        IEnumerable<string> words = counts.Where(part => part.Count > 0).Select(part => $"{part.Count} {part.Word}");
        return new Cell((long)summary.Activities, string.Join(", ", words.Prepend($"{summary.Activities} in all")));
    }

    private static TimeSpan Took(CampaignSummary summary, TimeProvider time)
    {
        TimeSpan took = (summary.Ended ?? time.GetUtcNow()) - summary.Submitted;
        return took > TimeSpan.Zero ? took : TimeSpan.Zero;
    }
}

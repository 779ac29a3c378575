using Spectre.Console;
using Spectre.Console.Rendering;
using Swarm.Cli.Output;
using Swarm.Model;
using Grid = Swarm.Cli.Output.Grid;

namespace Swarm.Cli.Campaign;

/// <summary>Draws a campaign that runs: a head, a bar of states, and the activities that fit on the screen.</summary>
internal static class ProgressBoard
{
    private const int LinesAroundRows = 9;

    private static readonly ActivityState[] s_bar =
    [
        ActivityState.Completed, ActivityState.Running, ActivityState.StagingIn, ActivityState.Assigned,
        ActivityState.Queued, ActivityState.Failed, ActivityState.Canceled, ActivityState.Skipped,
        ActivityState.Created,
    ];

    /// <summary>The drawing.</summary>
    /// <param name="picture">The campaign.</param>
    /// <param name="now">The time, by the broker's clock as far as it is known.</param>
    /// <param name="height">How many lines the screen has.</param>
    internal static IRenderable Draw(CampaignPicture picture, DateTimeOffset now, int height)
    {
        IReadOnlyList<ActivityPicture> shown = Choose(picture.Activities, Math.Max(3, height - LinesAroundRows));
        List<IRenderable> parts = [Head(picture, now), Bar(picture), Rows(shown, now)];
        int hidden = picture.Total - shown.Count;
        if (hidden > 0)
        {
            parts.Add(
                new Text($"  … and {hidden} more: swarm campaign show {picture.Id}", Terminal.StyleOf(Tone.Faint)));
        }

        return new Rows(parts);
    }

    /// <summary>
    /// The rows that fit: what runs and what failed first, then what waits, then what ended; shown in the campaign's
    /// order.
    /// </summary>
    internal static IReadOnlyList<ActivityPicture> Choose(IReadOnlyList<ActivityPicture> activities, int room) =>
        activities.Count <= room
            ? activities
            : [.. activities.Index()
                .OrderBy(a => Interest(a.Item.State)).ThenBy(a => a.Item.State.IsFinal() ? -a.Index : a.Index)
                .Take(room).OrderBy(a => a.Index).Select(a => a.Item)];

    private static int Interest(ActivityState state) => state switch
    {
        ActivityState.Failed => 0,
        ActivityState.Running or ActivityState.StagingIn or ActivityState.Assigned => 1,
        ActivityState.Queued => 2,
        ActivityState.Completed => 3,
        _ => 4,
    };

    private static Text Head(CampaignPicture picture, DateTimeOffset now)
    {
        TimeSpan elapsed = now > picture.Submitted ? now - picture.Submitted : TimeSpan.Zero;
        return new Text(
            $"{Printable.Of(picture.Name)}  {picture.Id}  {Units.Span(elapsed)}", Terminal.StyleOf(Tone.Strong));
    }

    private static BreakdownChart Bar(CampaignPicture picture)
    {
        BreakdownChart chart = new BreakdownChart().FullSize().ShowTagValues();
        IReadOnlyDictionary<ActivityState, int> counts = picture.Counts();
        foreach (ActivityState state in s_bar.Where(state => counts.GetValueOrDefault(state) > 0))
        {
            chart.AddItem(state.ToString().ToLowerInvariant(), counts[state], ColorOf(state));
        }

        return chart;
    }

    private static Table Rows(IReadOnlyList<ActivityPicture> shown, DateTimeOffset now) => SpectreTable.Of(Grid.Of(
        shown,
        new Column<ActivityPicture>("activity", "activity", a => Cell.Of(a.Name)),
        new("state", "state", a => Cell.Of(a.State)),
        new("agent", "agent", a => Cell.Of(a.Agent)),
        new("attempts", "attempts", a => Cell.Count(a.Attempt), IsNumber: true),
        new("waited", "waited", a => Cell.Of(a.Waited), IsNumber: true),
        new("staged", "staged", a => Cell.Bytes(a.Cost.StagedBytes), IsNumber: true),
        new("ran", "ran", a => Cell.Of(a.RanAt(now)), IsNumber: true)));

    private static Color ColorOf(ActivityState state) => state switch
    {
        ActivityState.Completed => Color.Green,
        ActivityState.Running => Color.Blue,
        ActivityState.StagingIn => Color.SteelBlue1,
        ActivityState.Assigned => Color.SkyBlue1,
        ActivityState.Queued => Color.Yellow,
        ActivityState.Failed => Color.Red,
        ActivityState.Canceled => Color.Fuchsia,
        ActivityState.Skipped => Color.Orange1,
        _ => Color.Grey35,
    };
}

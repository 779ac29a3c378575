using Swarm.Cli.Output;
using Swarm.Sdk.Authoring;
using Swarm.Sdk.Views;

namespace Swarm.Cli.Campaign;

/// <summary>Plans as reports.</summary>
internal static class PlanReports
{
    /// <summary>A plan.</summary>
    internal static Report Of(CampaignNotice notice, CampaignPlan plan) => new Report()
        .Field("name", "campaign", notice.Name)
        .Field("waves", "waves", Cell.Of(plan.Activities.Select(activity => activity.Wave + 1).DefaultIfEmpty(0).Max()))
        .Field("bytesToMove", "to move", Cell.Bytes(plan.BytesToMove))
        .Table("activities", "", Grid.Of(
            plan.Activities,
            new Column<PlannedActivity>("activity", "activity", a => Cell.Of(a.Name)),
            new("wave", "wave", a => Cell.Of(a.Wave), IsNumber: true),
            new("best", "best agent", a => Best(a) is { } best ? Cell.Of(best.Agent) : Cell.Of("nobody", Tone.Bad)),
            new("others", "others", a => Cell.Of([.. Able(a).Skip(1).Select(candidate => candidate.Agent)])),
            new("moveBytes", "moves", a => Cell.Bytes(Best(a)?.MoveBytes ?? 0), IsNumber: true),
            new("waitMicros", "waits", a => Cell.Of(Best(a)?.Wait ?? default), IsNumber: true),
            new("runMicros", "runs", a => Cell.Of(Best(a)?.Run ?? default), IsNumber: true)))
        .Lines("problems", "nobody can run", plan.Problems, Tone.Bad)
        .InShort(plan.Activities.Select(activity => activity.Name));

    /// <summary>Agents as candidates, with the terms of their cost.</summary>
    internal static Grid Candidates(IReadOnlyList<Candidate> candidates) => Grid.Of(
        candidates,
        new Column<Candidate>("agent", "agent", c => Cell.Of(c.Agent)),
        new("waitMicros", "waits", c => Cell.Of(c.Wait), IsNumber: true),
        new("moveBytes", "moves", c => Cell.Bytes(c.MoveBytes), IsNumber: true),
        new("moveMicros", "moving", c => Cell.Of(c.Move), IsNumber: true),
        new("runMicros", "runs", c => Cell.Of(c.Run), IsNumber: true),
        new("totalMicros", "total", c => Cell.Of(c.Total), IsNumber: true),
        new("ageMicros", "facts' age", c => Cell.Of(c.Age), IsNumber: true),
        new("refusal", "cannot because", c => Cell.Of(c.Refusal, Tone.Bad)));

    private static IEnumerable<Candidate> Able(PlannedActivity activity) =>
        activity.Candidates.Where(candidate => candidate.Refusal.Length == 0);

    private static Candidate? Best(PlannedActivity activity) => Able(activity).FirstOrDefault();
}

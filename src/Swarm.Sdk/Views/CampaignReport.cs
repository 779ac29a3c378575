namespace Swarm.Sdk.Views;

/// <summary>One campaign with its activities.</summary>
/// <param name="Summary">The campaign at a glance.</param>
/// <param name="Activities">Its activities; the page that was asked for.</param>
/// <param name="RootCause">The first activity that failed, with what it said; empty when none did.</param>
/// <param name="Published">What the activities nobody depends on left behind.</param>
public sealed record CampaignReport(
    CampaignSummary Summary, IReadOnlyList<ActivitySummary> Activities, string RootCause,
    IReadOnlyList<PublishedFile> Published);

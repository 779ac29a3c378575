namespace Swarm.Sdk.Views;

/// <summary>What a campaign would do, without running it.</summary>
/// <param name="Activities">Its activities in an order in which they could run.</param>
/// <param name="Problems">What nobody can run, one sentence each.</param>
/// <param name="BytesToMove">Bytes that would travel with the cheapest placement.</param>
public sealed record CampaignPlan(
    IReadOnlyList<PlannedActivity> Activities, IReadOnlyList<string> Problems, long BytesToMove);

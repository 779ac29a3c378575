namespace Swarm.Sdk.Views;

/// <summary>An activity that an agent runs.</summary>
/// <param name="CampaignId">Its campaign.</param>
/// <param name="Activity">Its name.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Age">For how long.</param>
public sealed record RunningActivity(
    string CampaignId, string Activity, int Attempt, ActivityState State, TimeSpan Age);

using Swarm.Sdk.Views;

namespace Swarm.Sdk;

/// <summary>How a campaign ended.</summary>
/// <param name="Summary">The campaign at a glance.</param>
/// <param name="RootCause">The first activity that failed, with what it said; empty when none did.</param>
/// <param name="Published">What the activities nobody depends on left behind.</param>
public sealed record CampaignResult(CampaignSummary Summary, string RootCause, IReadOnlyList<PublishedFile> Published)
{
    /// <summary>Whether every activity ended well.</summary>
    public bool Succeeded => Summary.State == ActivityState.Completed;

    /// <summary>Completed, Failed or Canceled.</summary>
    public ActivityState State => Summary.State;
}

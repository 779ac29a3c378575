namespace Swarm.Core;

/// <summary>All that is needed to run an attempt.</summary>
/// <param name="Activity">The activity.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Graph">The graph it belongs to.</param>
/// <param name="Inputs">What the activities it depends on left behind, by their index.</param>
public sealed record RunOrder(
    ActivityId Activity, Attempt Attempt, CampaignGraph Graph, IReadOnlyDictionary<int, ProducedOutput> Inputs)
{
    /// <summary>What its author said about it.</summary>
    public ActivitySpec Spec => Graph.Activities[Activity.Index];
}

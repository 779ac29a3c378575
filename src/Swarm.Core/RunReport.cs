namespace Swarm.Core;

/// <summary>Where a run stands.</summary>
/// <param name="Activity">The activity.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="State">
/// <see cref="ActivityState.Assigned"/> while it waits for room, <see cref="ActivityState.StagingIn"/> or
/// <see cref="ActivityState.Running"/>.
/// </param>
public readonly record struct RunReport(ActivityId Activity, Attempt Attempt, ActivityState State);

namespace Swarm.Core.Scheduling;

/// <summary>What one activity would cost at the bidder. Times are expected, in microseconds.</summary>
/// <param name="Activity">The activity.</param>
/// <param name="Attempt">The attempt that is ready.</param>
/// <param name="MoveMicros">The time to move the inputs that are not there yet.</param>
/// <param name="RunMicros">The time to run it there.</param>
public readonly record struct BidItem(ActivityId Activity, Attempt Attempt, long MoveMicros, long RunMicros);

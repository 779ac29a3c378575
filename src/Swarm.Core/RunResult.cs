namespace Swarm.Core;

/// <summary>How a run ended.</summary>
/// <param name="Activity">The activity.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Outcome">How it ended.</param>
public sealed record RunResult(ActivityId Activity, Attempt Attempt, ActivityOutcome Outcome);

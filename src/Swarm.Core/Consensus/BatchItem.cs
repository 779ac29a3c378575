using Swarm.Core.Membership;

namespace Swarm.Core.Consensus;

/// <summary>One line of a decision: an activity's attempt goes to a winner, or is taken back.</summary>
/// <param name="Activity">The activity.</param>
/// <param name="Attempt">The attempt it is about.</param>
/// <param name="Winner">Who runs it; nobody (default) when the attempt is taken back.</param>
public readonly record struct BatchItem(ActivityId Activity, Attempt Attempt, MemberKey Winner)
{
    /// <summary>Whether the attempt is taken back from an agent that shows no progress.</summary>
    public bool IsRevocation => Winner == default;
}

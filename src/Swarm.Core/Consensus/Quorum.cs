namespace Swarm.Core.Consensus;

/// <summary>
/// How many of n must agree. Two quorums of ceil((n + f + 1) / 2) share at least f + 1 members, so at least one honest
/// one, and f silent members never hold up a decision.
/// </summary>
/// <param name="Members">How many there are: n.</param>
public readonly record struct Quorum(int Members)
{
    /// <summary>How many may lie: f = floor((n - 1) / 3).</summary>
    public int Faults => (Members - 1) / 3;

    /// <summary>How many must agree: ceil((n + f + 1) / 2).</summary>
    public int Size => (Members + Faults + 2) / 2;
}

namespace Swarm.Core.Membership;

/// <summary>One agent in one of its incarnations: whom a vote, a bid or a run belongs to.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Incarnation">Which of its processes.</param>
public readonly record struct MemberKey(AgentId Agent, Incarnation Incarnation)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Agent}{Incarnation}";
}

namespace Swarm.Core.Membership;

/// <summary>
/// One process of an agent: the place of its <see cref="PoolEvent.Joining"/> entry in the log. A restarted agent has
/// a new one, so it can never contradict votes it forgot.
/// </summary>
/// <param name="Sequence">The sequence of the entry.</param>
public readonly record struct Incarnation(ulong Sequence)
{
    /// <inheritdoc/>
    public override string ToString() => $"@{Sequence}";
}

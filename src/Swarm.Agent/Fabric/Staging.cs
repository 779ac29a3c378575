using Swarm.Plugins;

namespace Swarm.Agent.Fabric;

/// <summary>How bringing an attempt's inputs together ended.</summary>
/// <param name="Inputs">Where they lie, in the order in which they are declared.</param>
/// <param name="StagedBytes">How much travelled here for it.</param>
/// <param name="Ended">Why the attempt cannot run here; null when it can.</param>
internal sealed record Staging(IReadOnlyList<StagedInput> Inputs, long StagedBytes, ActivityOutcome? Ended)
{
    /// <summary>There was nothing to bring.</summary>
    internal static Staging Nothing { get; } = new([], 0, null);
}

namespace Swarm.Agent.Fabric;

/// <summary>
/// An input cannot be had: carries how the attempt ends from where that is found to where it is told.
/// </summary>
internal sealed class StagingEndedException(ActivityOutcome outcome) : Exception
{
    /// <summary>How the attempt ends.</summary>
    internal ActivityOutcome Outcome { get; } = outcome;

    /// <summary>The attempt fails.</summary>
    internal static StagingEndedException Failed(ErrorCode code, string message) =>
        new(new ActivityOutcome.Failed(code, message, RunFigures.None));

    /// <summary>The attempt is handed back.</summary>
    internal static StagingEndedException Released(ErrorCode code, string message, int producer) =>
        new(new ActivityOutcome.Released(code, message, producer));
}

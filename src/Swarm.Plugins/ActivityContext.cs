using Swarm.Model;

namespace Swarm.Plugins;

/// <summary>Everything a plugin needs for one attempt. All paths are absolute and private to the attempt.</summary>
public sealed class ActivityContext
{
    /// <summary>The activity's id.</summary>
    public required ActivityId Id { get; init; }

    /// <summary>The attempt.</summary>
    public required Attempt Attempt { get; init; }

    /// <summary>What its author said about it.</summary>
    public required ActivitySpec Spec { get; init; }

    /// <summary>The arguments, with references in them replaced by paths.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Where it works; all inputs are there under their names.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Where its inputs lie, in the order of <see cref="ActivitySpec.Inputs"/>.</summary>
    public required IReadOnlyList<StagedInput> Inputs { get; init; }

    /// <summary>Where its outputs are expected, in the order of <see cref="ActivitySpec.Outputs"/>.</summary>
    public required IReadOnlyList<string> OutputPaths { get; init; }

    /// <summary>The variables for its programs: the agent's allow-list, Swarm's own and the activity's.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Where what its program says on standard output is kept.</summary>
    public required string OutputLogPath { get; init; }

    /// <summary>Where what its program says on standard error is kept.</summary>
    public required string ErrorLogPath { get; init; }

    /// <summary>Starts programs.</summary>
    public required IProcessRunner Processes { get; init; }

    /// <summary>The time, for waiting.</summary>
    public required TimeProvider Time { get; init; }
}

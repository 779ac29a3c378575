namespace Swarm.Sdk.Formats;

/// <summary>How a recorded workflow is played again.</summary>
public sealed record WfFormatOptions
{
    /// <summary>Fixes the campaign's id: the same id and body is the same run; null for a new one.</summary>
    public string? Id { get; init; }

    /// <summary>
    /// Multiplies the recorded times. Default 1; 0.01 plays an hour in 36 s, and then decisions and transfers weigh a
    /// hundred times as much against the tasks.
    /// </summary>
    public double TimeScale { get; init; } = 1;

    /// <summary>Multiplies the recorded file sizes. Default 1; 0 makes all files empty.</summary>
    public double SizeScale { get; init; } = 1;

    /// <summary>
    /// Whether activities ask for the cores and the memory that were recorded. Default yes; without, each takes one
    /// core, so that a small swarm can play a workflow of large machines.
    /// </summary>
    public bool KeepNeeds { get; init; } = true;
}

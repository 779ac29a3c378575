namespace Swarm.Sdk.Formats;

/// <summary>
/// A workflow in the words of WfFormat, the format of WfCommons: its tasks, its files, and what was measured when it
/// ran. The two versions of the format are two ways to write it.
/// </summary>
public sealed record WfInstance
{
    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, for people; null when nobody said.</summary>
    public string? Description { get; init; }

    /// <summary>When the document was made; null when it does not say.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The system that ran it; null when it does not say.</summary>
    public string? RuntimeSystem { get; init; }

    /// <summary>The version of that system; null when it does not say.</summary>
    public string? RuntimeSystemVersion { get; init; }

    /// <summary>Its tasks.</summary>
    public required IReadOnlyList<WfTask> Tasks { get; init; }

    /// <summary>The files that tasks read and write.</summary>
    public IReadOnlyList<WfFile> Files { get; init; } = [];

    /// <summary>The machines it ran on.</summary>
    public IReadOnlyList<WfMachine> Machines { get; init; } = [];

    /// <summary>From its first task's begin to its last one's end, in seconds; null when it was not recorded.</summary>
    public double? MakespanSeconds { get; init; }

    /// <summary>When it began; null when it was not recorded.</summary>
    public DateTimeOffset? ExecutedAt { get; init; }
}

namespace Swarm.Plugins;

/// <summary>A program to run.</summary>
public sealed record ProcessSpec
{
    /// <summary>
    /// The program: a name found on PATH, or a path, relative to the working directory if it has a '/'.
    /// </summary>
    public required string FileName { get; init; }

    /// <summary>Its arguments, passed as they are: no shell sees them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Where it runs.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Its whole environment.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>How long it may run; null for no limit.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>The file that gets its standard output; null keeps only the tail.</summary>
    public string? OutputPath { get; init; }

    /// <summary>The file that gets its standard error; null keeps only the tail.</summary>
    public string? ErrorPath { get; init; }
}

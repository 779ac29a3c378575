namespace Swarm.Sdk.Formats;

/// <summary>One task of a WfFormat instance: what it is, and what was measured when it ran.</summary>
public sealed record WfTask
{
    /// <summary>Its id, unique in the instance.</summary>
    public required string Id { get; init; }

    /// <summary>What it is called: tasks of one kind have one name (in version 1.4 the category).</summary>
    public required string Name { get; init; }

    /// <summary>The ids of the tasks that must end before it begins.</summary>
    public IReadOnlyList<string> Parents { get; init; } = [];

    /// <summary>The ids of the files it reads.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>The ids of the files it writes; no other task writes them.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>How long it ran, in seconds, without moving data; null when it was not recorded.</summary>
    public double? RuntimeSeconds { get; init; }

    /// <summary>When it began; null when it was not recorded.</summary>
    public DateTimeOffset? ExecutedAt { get; init; }

    /// <summary>The program; null when it was not recorded.</summary>
    public string? Program { get; init; }

    /// <summary>The program's arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>How many cores it needs; null when it was not recorded.</summary>
    public double? Cores { get; init; }

    /// <summary>How much of the processor it used on average, in percent of one core; null when unknown.</summary>
    public double? AverageCpuPercent { get; init; }

    /// <summary>How many bytes it read; null when unknown.</summary>
    public long? ReadBytes { get; init; }

    /// <summary>How many bytes it wrote; null when unknown.</summary>
    public long? WrittenBytes { get; init; }

    /// <summary>Its largest memory, in bytes; null when unknown.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Its energy, in kWh; null when unknown.</summary>
    public double? EnergyKwh { get; init; }

    /// <summary>Its average power, in watts; null when unknown.</summary>
    public double? AveragePowerWatts { get; init; }

    /// <summary>Its priority; null when it had none.</summary>
    public double? Priority { get; init; }

    /// <summary>The names of the machines it ran on.</summary>
    public IReadOnlyList<string> Machines { get; init; } = [];
}

namespace Swarm.Sdk.Formats;

/// <summary>A machine that tasks of a WfFormat instance ran on.</summary>
/// <param name="Name">Its name, unique in the instance.</param>
/// <param name="Cores">How many cores it has; null when unknown.</param>
/// <param name="SpeedMhz">How fast they run, in MHz; null when unknown.</param>
/// <param name="MemoryBytes">Its memory; null when unknown.</param>
public sealed record WfMachine(string Name, long? Cores = null, long? SpeedMhz = null, long? MemoryBytes = null)
{
    /// <summary>linux, macos or windows; null when unknown.</summary>
    public string? System { get; init; }

    /// <summary>Its architecture, such as x86_64; null when unknown.</summary>
    public string? Architecture { get; init; }

    /// <summary>The release of its system; null when unknown.</summary>
    public string? Release { get; init; }

    /// <summary>Who made its processor; null when unknown.</summary>
    public string? Vendor { get; init; }
}

namespace Swarm.Model;

/// <summary>What one attempt cost, measured by the agent that ran it.</summary>
/// <param name="StagedBytes">Bytes that travelled to the agent for it.</param>
/// <param name="StagingMicros">Time spent fetching inputs, in microseconds.</param>
/// <param name="RunMicros">Time the plugin ran, in microseconds.</param>
/// <param name="KeepMicros">Time spent hashing and keeping outputs, in microseconds.</param>
public sealed record RunFigures(long StagedBytes = 0, long StagingMicros = 0, long RunMicros = 0, long KeepMicros = 0)
{
    /// <summary>Nothing was measured.</summary>
    public static RunFigures None { get; } = new();
}

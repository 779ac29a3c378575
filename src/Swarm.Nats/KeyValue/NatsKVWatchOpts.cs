namespace Swarm.Nats.KeyValue;

/// <summary>What a watch shows.</summary>
public sealed record NatsKVWatchOpts
{
    /// <summary>The last value of each key, then every change.</summary>
    public static NatsKVWatchOpts Default { get; } = new();

    /// <summary>Whether all kept values come first, not just the last.</summary>
    public bool IncludeHistory { get; init; }

    /// <summary>Whether only changes from now on are shown.</summary>
    public bool UpdatesOnly { get; init; }

    /// <summary>Whether deletions are left out.</summary>
    public bool IgnoreDeletes { get; init; }

    /// <summary>Whether values are left out.</summary>
    public bool MetaOnly { get; init; }
}

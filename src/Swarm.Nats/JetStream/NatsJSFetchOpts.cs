namespace Swarm.Nats.JetStream;

/// <summary>How much to fetch, and how long to wait for it.</summary>
public sealed record NatsJSFetchOpts
{
    /// <summary>Most messages.</summary>
    public required int MaxMsgs { get; init; }

    /// <summary>How long to wait for them. Default 5 s; zero to take only what is there.</summary>
    public TimeSpan Expires { get; init; } = TimeSpan.FromSeconds(5);
}

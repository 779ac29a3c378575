namespace Swarm.Nats.JetStream;

/// <summary>Which JetStream a context speaks to, and how patiently.</summary>
public sealed record NatsJSOpts
{
    /// <summary>The domain of a leaf node's or hub's JetStream; null for the server's own.</summary>
    public string? Domain { get; init; }

    /// <summary>How long a publish or an API call waits for its answer; null for the connection's limit.</summary>
    public TimeSpan? RequestTimeout { get; init; }

    internal string ApiPrefix => Domain is null ? "$JS.API" : $"$JS.{Domain}.API";
}

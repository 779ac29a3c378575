namespace Swarm.Nats.JetStream;

/// <summary>What a stream is and holds.</summary>
public sealed record StreamInfo
{
    /// <summary>What it is.</summary>
    public required StreamConfig Config { get; init; }

    /// <summary>What it holds.</summary>
    public required StreamState State { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get; init; }
}

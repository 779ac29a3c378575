namespace Swarm.Nats.JetStream;

/// <summary>What a consumer is and where it stands.</summary>
public sealed record ConsumerInfo
{
    /// <summary>The stream it reads.</summary>
    public string StreamName { get; init; } = "";

    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it is.</summary>
    public required ConsumerConfig Config { get; init; }

    /// <summary>When it was made, by the server's clock.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Messages delivered and not acknowledged.</summary>
    public long NumAckPending { get; init; }

    /// <summary>Messages delivered more than once and not acknowledged.</summary>
    public long NumRedelivered { get; init; }

    /// <summary>Messages still to be delivered.</summary>
    public ulong NumPending { get; init; }
}

namespace Swarm.Nats.JetStream;

/// <summary>Asks a consumer for messages.</summary>
internal sealed record PullRequest
{
    public required int Batch { get; init; }

    public int? MaxBytes { get; init; }

    public TimeSpan? Expires { get; init; }

    public TimeSpan? IdleHeartbeat { get; init; }

    public bool? NoWait { get; init; }
}

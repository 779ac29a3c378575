namespace Swarm.Nats.JetStream;

/// <summary>Which messages of a stream to remove; all of them if nothing is said.</summary>
public sealed record StreamPurgeRequest
{
    /// <summary>Only this subject; may have wildcards.</summary>
    public string? Filter { get; init; }

    /// <summary>Only messages before this sequence. Not together with <see cref="Keep"/>.</summary>
    public ulong? Seq { get; init; }

    /// <summary>All but this many of the newest.</summary>
    public ulong? Keep { get; init; }
}

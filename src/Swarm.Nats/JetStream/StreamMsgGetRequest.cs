namespace Swarm.Nats.JetStream;

/// <summary>Which message of a stream to get: one sequence, or the last of a subject.</summary>
public sealed record StreamMsgGetRequest
{
    /// <summary>The message at this sequence; with <see cref="NextBySubj"/> the first from here on.</summary>
    public ulong? Seq { get; init; }

    /// <summary>The last message of this subject.</summary>
    public string? LastBySubj { get; init; }

    /// <summary>The first message of this subject from <see cref="Seq"/> on.</summary>
    public string? NextBySubj { get; init; }
}

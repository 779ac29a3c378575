namespace Swarm.Nats.JetStream;

/// <summary>What a stream holds now.</summary>
public sealed record StreamState
{
    /// <summary>Messages.</summary>
    public long Messages { get; init; }

    /// <summary>Bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>The first sequence it still has.</summary>
    public ulong FirstSeq { get; init; }

    /// <summary>The last sequence it gave, even if the message is gone.</summary>
    public ulong LastSeq { get; init; }

    /// <summary>How many subjects it has.</summary>
    public long NumSubjects { get; init; }

    /// <summary>How many consumers read it.</summary>
    public int ConsumerCount { get; init; }
}

using System.Buffers;

namespace Swarm.Nats.Protocol;

/// <summary>
/// One frame of the server, as views into the bytes it was parsed from: valid until more bytes are read.
/// </summary>
internal readonly ref struct NatsFrame
{
    internal required NatsFrameKind Kind { get; init; }

    /// <summary>Which of our subscriptions a message is for.</summary>
    internal long Sid { get; init; }

    internal ReadOnlySpan<byte> Subject { get; init; }

    /// <summary>Where an answer is expected; empty when none is.</summary>
    internal ReadOnlySpan<byte> ReplyTo { get; init; }

    /// <summary>The header block with its version line; empty when the message has none.</summary>
    internal ReadOnlySequence<byte> Headers { get; init; }

    internal ReadOnlySequence<byte> Payload { get; init; }
}

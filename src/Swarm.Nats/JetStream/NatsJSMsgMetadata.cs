using System.Buffers.Text;

namespace Swarm.Nats.JetStream;

/// <summary>What the broker says about a delivered message, beside the message.</summary>
/// <param name="Stream">Where it is stored.</param>
/// <param name="Consumer">Who delivered it.</param>
/// <param name="Sequence">Its place in the stream and among the consumer's deliveries.</param>
/// <param name="NumDelivered">How often it was delivered, this time included.</param>
/// <param name="NumPending">How many more the consumer had to deliver at that time.</param>
/// <param name="Timestamp">When the broker stored it.</param>
public readonly record struct NatsJSMsgMetadata(
    string Stream,
    string Consumer,
    NatsJSSequencePair Sequence,
    ulong NumDelivered,
    ulong NumPending,
    DateTimeOffset Timestamp)
{
    private const int OldTokens = 9;
    private const int NewTokens = 11;

    /// <summary>
    /// Reads it from the reply subject: $JS.ACK.stream.consumer.delivered.stream-sequence.consumer-
    /// sequence.time.pending,
    /// on some servers with domain and account before the stream.
    /// </summary>
    internal static bool TryParse(ReadOnlySpan<byte> reply, AckNames names, out NatsJSMsgMetadata metadata)
    {
        metadata = default;
        Span<Range> tokens = stackalloc Range[NewTokens + 2];
        int count = Split(reply, tokens);
        if (count < OldTokens || !reply.StartsWith("$JS.ACK."u8))
        {
            return false;
        }

        int at = count >= NewTokens ? 4 : 2;
        if (!TryNumber(reply[tokens[at + 2]], out ulong delivered)
            || !TryNumber(reply[tokens[at + 3]], out ulong stream)
            || !TryNumber(reply[tokens[at + 4]], out ulong consumer)
            || !TryNumber(reply[tokens[at + 5]], out ulong nanoseconds)
            || !TryNumber(reply[tokens[at + 6]], out ulong pending))
        {
            return false;
        }

        long ticks = DateTimeOffset.UnixEpoch.Ticks + (long)(nanoseconds / TimeSpan.NanosecondsPerTick);
        metadata = new NatsJSMsgMetadata(
            names.Streams.Get(reply[tokens[at]]),
            names.Consumers.Get(reply[tokens[at + 1]]),
            new NatsJSSequencePair(stream, consumer),
            delivered,
            pending,
            new DateTimeOffset(ticks, TimeSpan.Zero));
        return true;
    }

    private static int Split(ReadOnlySpan<byte> text, Span<Range> tokens)
    {
        var count = 0;
        var start = 0;
        while (count < tokens.Length - 1 && text[start..].IndexOf((byte)'.') is >= 0 and var length)
        {
            tokens[count++] = start..(start + length);
            start += length + 1;
        }

        tokens[count++] = start..text.Length;
        return count;
    }

    private static bool TryNumber(ReadOnlySpan<byte> token, out ulong value) =>
        Utf8Parser.TryParse(token, out value, out int used) && used == token.Length;
}

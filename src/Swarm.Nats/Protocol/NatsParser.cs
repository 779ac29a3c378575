using System.Buffers;
using System.Buffers.Text;

namespace Swarm.Nats.Protocol;

/// <summary>
/// Turns the server's bytes into frames. It owns no socket and keeps no bytes: what is not yet a whole frame
/// stays in the caller's buffer, and the answer does not depend on how the bytes were split.
/// </summary>
/// <remarks>
/// A line says what follows ("MSG subject sid 5"), a payload of exactly that size may come after it. Both have a
/// limit, so a stranger on the other side can cost us a refusal but never an endless buffer.
/// </remarks>
internal sealed class NatsParser
{
    /// <summary>The longest control line of a message, complaint or ping.</summary>
    internal const int MaxLineBytes = 8 * 1024;

    /// <summary>The longest INFO line: a large cluster lists its addresses there.</summary>
    internal const int MaxInfoLineBytes = 256 * 1024;

    private byte[] _line = [];

    /// <summary>Headers and payload of one message may not be longer together.</summary>
    internal int MaxPayloadBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// Takes one whole frame off the front of <paramref name="input"/>; false means "come with more".
    /// </summary>
    /// <exception cref="NatsProtocolException">The bytes are not the NATS protocol, or are beyond its
    /// limits.</exception>
    internal bool TryRead(scoped ref ReadOnlySequence<byte> input, out NatsFrame frame)
    {
        frame = default;
        if (!TryReadLine(input, out ReadOnlySpan<byte> line))
        {
            return false;
        }

        long lineBytes = line.Length + 2L;
        switch (line[0])
        {
            case (byte)'M' when line.StartsWith("MSG "u8):
                return TryReadMessage(ref input, lineBytes, MessageLine.Parse(line[4..], hasHeaders: false), out frame);
            case (byte)'H' when line.StartsWith("HMSG "u8):
                return TryReadMessage(ref input, lineBytes, MessageLine.Parse(line[5..], hasHeaders: true), out frame);
            default:
                frame = ReadSimple(line, input);
                input = input.Slice(lineBytes);
                return true;
        }
    }

    private static NatsFrame ReadSimple(ReadOnlySpan<byte> line, ReadOnlySequence<byte> input)
    {
        if (line.SequenceEqual("PING"u8))
        {
            return new NatsFrame { Kind = NatsFrameKind.Ping };
        }

        if (line.SequenceEqual("PONG"u8))
        {
            return new NatsFrame { Kind = NatsFrameKind.Pong };
        }

        if (line.SequenceEqual("+OK"u8))
        {
            return new NatsFrame { Kind = NatsFrameKind.Ok };
        }

        if (line.StartsWith("INFO "u8))
        {
            return new NatsFrame { Kind = NatsFrameKind.Info, Payload = input.Slice(5, line.Length - 5) };
        }

        if (line.StartsWith("-ERR"u8))
        {
            return new NatsFrame { Kind = NatsFrameKind.Err, Payload = input.Slice(4, line.Length - 4) };
        }

        throw NatsProtocolException.Unknown(line);
    }

    private bool TryReadMessage(
        scoped ref ReadOnlySequence<byte> input, long lineBytes, MessageLine line, out NatsFrame frame)
    {
        frame = default;
        if (line.TotalBytes > MaxPayloadBytes)
        {
            throw new NatsProtocolException(
                $"a message of {line.TotalBytes} bytes was announced, above the limit of {MaxPayloadBytes}");
        }

        if (input.Length < lineBytes + line.TotalBytes + 2)
        {
            return false;
        }

        ReadOnlySequence<byte> body = input.Slice(lineBytes);
        RequireLineEnd(body.Slice(line.TotalBytes, 2));
        frame = new NatsFrame
        {
            Kind = NatsFrameKind.Msg,
            Sid = line.Sid,
            Subject = line.Subject,
            ReplyTo = line.ReplyTo,
            Headers = body.Slice(0, line.HeaderBytes),
            Payload = body.Slice(line.HeaderBytes, line.TotalBytes - line.HeaderBytes),
        };
        input = body.Slice(line.TotalBytes + 2);
        return true;
    }

    private static void RequireLineEnd(ReadOnlySequence<byte> end)
    {
        Span<byte> two = stackalloc byte[2];
        end.CopyTo(two);
        if (!two.SequenceEqual("\r\n"u8))
        {
            throw new NatsProtocolException("a message is longer than the size it announced");
        }
    }

    private bool TryReadLine(ReadOnlySequence<byte> input, out ReadOnlySpan<byte> line)
    {
        line = default;
        if (input.IsEmpty)
        {
            return false;
        }

        ReadOnlySpan<byte> first = FirstBytes(input);
        int limit = LineLimit(first[0]);
        int end = first[..Math.Min(first.Length, limit)].IndexOf((byte)'\n');
        if (end < 0 && (first.Length >= limit || input.IsSingleSegment))
        {
            RequireRoom(first.Length, limit);
            return false;
        }

        if (end < 0)
        {
            first = Gather(input, limit);
            end = first.IndexOf((byte)'\n');
        }

        if (end < 0)
        {
            RequireRoom(first.Length, limit);
            return false;
        }

        if (end < 2 || first[end - 1] != (byte)'\r')
        {
            throw NatsProtocolException.Unknown(first[..end]);
        }

        line = first[..(end - 1)];
        return true;
    }

    private static ReadOnlySpan<byte> FirstBytes(ReadOnlySequence<byte> input)
    {
        foreach (ReadOnlyMemory<byte> segment in input)
        {
            if (!segment.IsEmpty)
            {
                return segment.Span;
            }
        }

        return default;
    }

    /// <summary>A line that lies across segments is copied, the rest never.</summary>
    private ReadOnlySpan<byte> Gather(ReadOnlySequence<byte> input, int limit)
    {
        int length = (int)Math.Min(input.Length, limit);
        if (_line.Length < length)
        {
            _line = new byte[Math.Max(512, length)];
        }

        input.Slice(0, length).CopyTo(_line);
        return _line.AsSpan(0, length);
    }

    private static int LineLimit(byte first) => first switch
    {
        (byte)'I' => MaxInfoLineBytes,
        (byte)'M' or (byte)'H' or (byte)'P' or (byte)'+' or (byte)'-' => MaxLineBytes,
        _ => throw NatsProtocolException.Unknown([first]),
    };

    private static void RequireRoom(int seen, int limit)
    {
        if (seen >= limit)
        {
            throw new NatsProtocolException($"a control line is longer than {limit} bytes");
        }
    }

    /// <summary>The arguments of a message line.</summary>
    private readonly ref struct MessageLine
    {
        internal ReadOnlySpan<byte> Subject { get; private init; }

        internal ReadOnlySpan<byte> ReplyTo { get; private init; }

        internal long Sid { get; private init; }

        internal int HeaderBytes { get; private init; }

        internal int TotalBytes { get; private init; }

        internal static MessageLine Parse(ReadOnlySpan<byte> arguments, bool hasHeaders)
        {
            ReadOnlySpan<byte> rest = arguments;
            ReadOnlySpan<byte> subject = Next(ref rest);
            ReadOnlySpan<byte> sid = Next(ref rest);
            int sizes = hasHeaders ? 2 : 1;
            ReadOnlySpan<byte> reply = rest.Count((byte)' ') == sizes ? Next(ref rest) : default;
            int headerBytes = hasHeaders ? Number(Next(ref rest), arguments) : 0;
            int totalBytes = Number(rest, arguments);
            if (subject.IsEmpty || headerBytes > totalBytes || !TryNumber(sid, out long id))
            {
                throw NatsProtocolException.Unknown(arguments);
            }

            return new MessageLine
            {
                Subject = subject,
                ReplyTo = reply,
                Sid = id,
                HeaderBytes = headerBytes,
                TotalBytes = totalBytes,
            };
        }

        private static ReadOnlySpan<byte> Next(scoped ref ReadOnlySpan<byte> rest)
        {
            int space = rest.IndexOf((byte)' ');
            ReadOnlySpan<byte> token = space < 0 ? rest : rest[..space];
            rest = space < 0 ? default : rest[(space + 1)..];
            return token;
        }

        private static int Number(ReadOnlySpan<byte> token, ReadOnlySpan<byte> line) =>
            TryNumber(token, out long value) && value <= int.MaxValue
                ? (int)value
                : throw NatsProtocolException.Unknown(line);

        private static bool TryNumber(ReadOnlySpan<byte> token, out long value) =>
            Utf8Parser.TryParse(token, out value, out int used) && used == token.Length && value >= 0
                && token[0] is not ((byte)'-' or (byte)'+');
    }
}

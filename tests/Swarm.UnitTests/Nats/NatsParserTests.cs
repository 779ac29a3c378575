using System.Buffers;
using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Swarm.Nats;
using Swarm.Nats.Protocol;
using Xunit;

namespace Swarm.UnitTests.Nats;

public sealed class NatsParserTests
{
    [Fact]
    public void Any_split_of_the_bytes_gives_the_same_frames() =>
        Prop.ForAll<int, int[]>((seed, cuts) =>
        {
            (byte[] bytes, string[] frames) = Conversation(seed);
            return Read(Bytes.Split(bytes, cuts)).SequenceEqual(frames)
                && ReadInPieces(bytes, cuts).SequenceEqual(frames);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Garbage_is_refused_or_waited_on_and_nothing_else() =>
        Prop.ForAll<byte[], int[]>((bytes, cuts) => Survives(Bytes.Split(bytes, cuts))).QuickCheckThrowOnFailure();

    [Fact]
    public void A_damaged_conversation_is_refused_or_waited_on_and_nothing_else() =>
        Prop.ForAll<int, int, byte>((seed, place, damage) =>
        {
            byte[] bytes = Conversation(seed).Bytes;
            bytes[(int)((uint)place % bytes.Length)] ^= damage;
            return Survives(new ReadOnlySequence<byte>(bytes)) && Survives(Bytes.Split(bytes, [7, 3]));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("MSG a 1 5000001\r\n")]
    [InlineData("HMSG a 1 10 5000001\r\n")]
    [InlineData("MSG a 1 99999999999999999999\r\n")]
    [InlineData("MSG a 1 -1\r\n")]
    [InlineData("MSG a 1 +1\r\nx\r\n")]
    [InlineData("MSG a 1 2147483648\r\n")]
    [InlineData("HMSG a 1 6 5\r\nabcde\r\n")]
    [InlineData("MSG a 1 1\r\nxyz")]
    [InlineData("MSG a x 1\r\nx\r\n")]
    [InlineData("MSG a 1\r\n")]
    [InlineData("MSG  1 1\r\nx\r\n")]
    [InlineData("MSG a 1 b c 1\r\nx\r\n")]
    [InlineData("PING\n")]
    [InlineData("PINGX\r\n")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n")]
    [InlineData("\r\n")]
    [InlineData("x")]
    public void What_is_no_frame_is_refused(string text) =>
        Assert.Throws<NatsProtocolException>(() => Read(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(text))));

    [Theory]
    [InlineData('M', NatsParser.MaxLineBytes)]
    [InlineData('-', NatsParser.MaxLineBytes)]
    [InlineData('I', NatsParser.MaxInfoLineBytes)]
    public void A_line_without_end_is_refused_at_its_limit(char first, int limitBytes)
    {
        byte[] line = Encoding.ASCII.GetBytes(new string(first, limitBytes));
        Assert.Empty(Read(new ReadOnlySequence<byte>(line, 0, limitBytes - 1)));
        Assert.Throws<NatsProtocolException>(() => Read(new ReadOnlySequence<byte>(line)));
        Assert.Throws<NatsProtocolException>(() => Read(Bytes.Split(line, [13])));
    }

    [Fact]
    public void An_unfinished_frame_leaves_every_byte_where_it_was()
    {
        byte[] whole = Encoding.ASCII.GetBytes("HMSG a.b 7 back 12 17\r\nNATS/1.0\r\n\r\nhello\r\n");
        for (var length = 0; length < whole.Length; length++)
        {
            var input = new ReadOnlySequence<byte>(whole, 0, length);
            Assert.False(new NatsParser().TryRead(ref input, out _));
            Assert.Equal(length, input.Length);
        }
    }

    private static bool Survives(ReadOnlySequence<byte> bytes)
    {
        try
        {
            Read(bytes);
        }
        catch (NatsProtocolException)
        {
            // Refused: the connection would end here.
        }

        return true;
    }

    private static List<string> Read(ReadOnlySequence<byte> input)
    {
        var parser = new NatsParser { MaxPayloadBytes = 5_000_000 };
        var frames = new List<string>();
        while (parser.TryRead(ref input, out NatsFrame frame))
        {
            frames.Add(Text(frame));
        }

        return frames;
    }

    private static List<string> ReadInPieces(byte[] bytes, int[] cuts)
    {
        var parser = new NatsParser();
        var frames = new List<string>();
        var start = 0;
        var i = 0;
        for (var end = 0; end <= bytes.Length; end += cuts.Length == 0 ? 1 : 1 + Math.Abs(cuts[i++ % cuts.Length] % 29))
        {
            var input = new ReadOnlySequence<byte>(bytes, start, end - start);
            while (parser.TryRead(ref input, out NatsFrame frame))
            {
                frames.Add(Text(frame));
            }

            start = end - (int)input.Length;
        }

        var rest = new ReadOnlySequence<byte>(bytes, start, bytes.Length - start);
        while (parser.TryRead(ref rest, out NatsFrame frame))
        {
            frames.Add(Text(frame));
        }

        return frames;
    }

    private static string Text(in NatsFrame frame) => string.Create(
        CultureInfo.InvariantCulture,
        $"{frame.Kind} {frame.Sid} "
        + $"[{Encoding.UTF8.GetString(frame.Subject)}] [{Encoding.UTF8.GetString(frame.ReplyTo)}] "
        + $"[{Convert.ToHexString(frame.Headers.ToArray())}] [{Convert.ToHexString(frame.Payload.ToArray())}]");

    /// <summary>What a server might say, and what should be understood.</summary>
    private static (byte[] Bytes, string[] Frames) Conversation(int seed)
    {
        var random = new Random(seed);
        var bytes = new MemoryStream();
        var frames = new List<string>();
        int count = random.Next(1, 12);
        for (var i = 0; i < count; i++)
        {
            (byte[] one, string frame) = Utterance(random);
            bytes.Write(one);
            frames.Add(frame);
        }

        return (bytes.ToArray(), [.. frames]);
    }

    private static (byte[] Bytes, string Frame) Utterance(Random random) => random.Next(8) switch
    {
        0 => ("PING\r\n"u8.ToArray(), "Ping 0 [] [] [] []"),
        1 => ("PONG\r\n"u8.ToArray(), "Pong 0 [] [] [] []"),
        2 => ("+OK\r\n"u8.ToArray(), "Ok 0 [] [] [] []"),
        3 => ("INFO {\"a\":1}\r\n"u8.ToArray(), $"Info 0 [] [] [] [{Convert.ToHexString("{\"a\":1}"u8)}]"),
        4 => ("-ERR 'no'\r\n"u8.ToArray(), $"Err 0 [] [] [] [{Convert.ToHexString(" 'no'"u8)}]"),
        _ => Message(random),
    };

    private static (byte[] Bytes, string Frame) Message(Random random)
    {
        string subject = new('s', random.Next(1, 40));
        string reply = random.Next(2) == 0 ? "" : new string('r', random.Next(1, 60));
        byte[] payload = new byte[random.Next(3) == 0 ? 0 : random.Next(300)];
        random.NextBytes(payload);
        byte[] headers = random.Next(2) == 0 ? [] : Encoding.ASCII.GetBytes($"NATS/1.0\r\nA: {random.Next()}\r\n\r\n");
        long sid = random.NextInt64();
        string replyPart = reply.Length == 0 ? "" : reply + " ";
        string line = headers.Length == 0
            ? string.Create(CultureInfo.InvariantCulture, $"MSG {subject} {sid} {replyPart}{payload.Length}\r\n")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"HMSG {subject} {sid} {replyPart}{headers.Length} {headers.Length + payload.Length}\r\n");
        byte[] bytes = [.. Encoding.ASCII.GetBytes(line), .. headers, .. payload, .. "\r\n"u8];
        string frame = string.Create(
            CultureInfo.InvariantCulture,
            $"Msg {sid} [{subject}] [{reply}] [{Convert.ToHexString(headers)}] [{Convert.ToHexString(payload)}]");
        return (bytes, frame);
    }
}

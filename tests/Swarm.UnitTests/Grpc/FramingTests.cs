using System.Buffers;
using System.IO.Pipelines;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Swarm.Grpc;
using Swarm.Grpc.Framing;
using Swarm.Protocol;
using Xunit;

namespace Swarm.UnitTests.Grpc;

public sealed class FramingTests
{
    private const int LimitBytes = 1000;

    private static readonly MessageDecoder<BytesValue> Decoder = new(BytesValue.Descriptor, WireParser.RequireShape);

    private static readonly Arbitrary<byte[][]> Payloads = ArbMap.Default.ArbFor<byte[][]>();

    [Fact]
    public void Messages_survive_any_split_of_their_bytes() => Check.QuickThrowOnFailure(Prop.ForAll(
        Payloads,
        ArbMap.Default.ArbFor<ushort[]>(),
        (payloads, cuts) =>
        {
            BytesValue[] sent = [.. payloads.Select(p => new BytesValue { Value = ByteString.CopyFrom(p) })];
            return sent.SequenceEqual(ReadAll(Cut(Frames(sent), cuts)));
        }));

    [Fact]
    public void A_prefix_of_the_bytes_gives_a_prefix_of_the_messages() => Check.QuickThrowOnFailure(Prop.ForAll(
        Payloads,
        ArbMap.Default.ArbFor<ushort>(),
        (payloads, at) =>
        {
            BytesValue[] sent = [.. payloads.Select(p => new BytesValue { Value = ByteString.CopyFrom(p) })];
            byte[] bytes = Frames(sent);
            ReadOnlySequence<byte> some = new(bytes, 0, bytes.Length == 0 ? 0 : at % bytes.Length);
            int whole = 0;
            while (FrameReader.TryRead(ref some, LimitBytes, out ReadOnlySequence<byte> message))
            {
                if (!sent[whole++].Equals(BytesValue.Parser.ParseFrom(message)))
                {
                    return false;
                }
            }

            return whole < sent.Length || sent.Length == 0;
        }));

    [Fact]
    public async Task The_reader_pulls_messages_from_a_pipe_however_they_come()
    {
        BytesValue[] sent =
        [
            .. Enumerable.Range(0, 200).Select(i => new BytesValue { Value = ByteString.CopyFrom(new byte[i]) }),
        ];
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 0));
        foreach (byte single in Frames(sent))
        {
            pipe.Writer.Write([single]);
            await pipe.Writer.FlushAsync(CancellationToken.None);
        }

        await pipe.Writer.CompleteAsync();
        MessageReader<BytesValue> reader = new(pipe.Reader, Decoder, LimitBytes);
        foreach (BytesValue message in sent)
        {
            Assert.Equal(message, await reader.ReadAsync(CancellationToken.None));
        }

        Assert.Null(await reader.ReadAsync(CancellationToken.None));
        Assert.Null(await reader.ReadAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData(GrpcStatusCode.Internal, 0, 0, 0, 0)]
    [InlineData(GrpcStatusCode.Internal, 0, 0, 0, 0, 3, 10, 1)]
    [InlineData(GrpcStatusCode.Internal, 0, 0, 0, 0, 2, 255, 255)]
    [InlineData(GrpcStatusCode.Internal, 2, 0, 0, 0, 0)]
    [InlineData(GrpcStatusCode.Unimplemented, 1, 0, 0, 0, 0)]
    [InlineData(GrpcStatusCode.ResourceExhausted, 0, 0, 0, 3, 233)]
    [InlineData(GrpcStatusCode.ResourceExhausted, 0, 255, 255, 255, 255)]
    public async Task Truncated_spoilt_compressed_and_oversized_frames_are_refused(
        GrpcStatusCode expected, params int[] bytes)
    {
        PipeReader pipe = PipeReader.Create(new ReadOnlySequence<byte>([.. bytes.Select(b => (byte)b)]));
        MessageReader<BytesValue> reader = new(pipe, Decoder, LimitBytes);
        GrpcException error = await Assert.ThrowsAsync<GrpcException>(
            async () => await reader.ReadAsync(CancellationToken.None));
        Assert.Equal(expected, error.Code);
    }

    [Fact]
    public void A_message_of_exactly_the_limit_passes_both_ways()
    {
        byte[] frame = [0, 0, 0, LimitBytes >> 8, LimitBytes & 255, .. new byte[LimitBytes]];
        ReadOnlySequence<byte> buffer = new(frame);
        Assert.True(FrameReader.TryRead(ref buffer, LimitBytes, out ReadOnlySequence<byte> message));
        Assert.Equal(LimitBytes, message.Length);
        Assert.True(buffer.IsEmpty);

        BytesValue value = new() { Value = ByteString.CopyFrom(new byte[100]) };
        int sizeBytes = value.CalculateSize();
        Assert.Equal(sizeBytes, FrameWriter.Measure(value, sizeBytes));
        Assert.Equal(
            GrpcStatusCode.ResourceExhausted,
            Assert.Throws<GrpcException>(() => FrameWriter.Measure(value, sizeBytes - 1)).Code);
    }

    [Fact]
    public async Task One_message_where_one_is_due()
    {
        BytesValue one = new() { Value = ByteString.CopyFromUtf8("one") };
        Assert.Equal(one, await Single(one));
        await Assert.ThrowsAsync<GrpcException>(() => Single());
        await Assert.ThrowsAsync<GrpcException>(() => Single(one, one));

        static async Task<BytesValue> Single(params BytesValue[] messages) => await new MessageReader<BytesValue>(
            PipeReader.Create(new ReadOnlySequence<byte>(Frames(messages))), Decoder, LimitBytes)
            .ReadSingleAsync(CancellationToken.None);
    }

    private static byte[] Frames(BytesValue[] messages)
    {
        ArrayBufferWriter<byte> writer = new();
        foreach (BytesValue message in messages)
        {
            FrameWriter.Write(writer, message, FrameWriter.Measure(message, LimitBytes));
        }

        return writer.WrittenSpan.ToArray();
    }

    private static List<BytesValue> ReadAll(ReadOnlySequence<byte> buffer)
    {
        List<BytesValue> messages = [];
        while (FrameReader.TryRead(ref buffer, LimitBytes, out ReadOnlySequence<byte> message))
        {
            messages.Add(BytesValue.Parser.ParseFrom(message));
        }

        FrameReader.RequireNothingLeft(buffer);
        return messages;
    }

    private static ReadOnlySequence<byte> Cut(byte[] bytes, ushort[] cuts)
    {
        int[] ends = [.. cuts.Select(cut => cut % (bytes.Length + 1)).Append(bytes.Length).Order()];
        Segment first = new(bytes.AsMemory(0, ends[0]), null);
        Segment last = first;
        for (int i = 1; i < ends.Length; i++)
        {
            last = new Segment(bytes.AsMemory(ends[i - 1]..ends[i]), last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        internal Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is not null)
            {
                before.Next = this;
                RunningIndex = before.RunningIndex + before.Memory.Length;
            }
        }
    }
}

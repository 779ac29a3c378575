using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;

namespace Swarm.Grpc.Framing;

/// <summary>Appends gRPC messages to a buffer, encoding them in place. No I/O here.</summary>
internal static class FrameWriter
{
    /// <summary>
    /// How many unsent bytes a side gathers before it sends without being told: what bounds a batch of messages.
    /// </summary>
    internal const int BatchSizeBytes = 64 << 10;

    /// <summary>The encoded size of a message in bytes, refused if it is above the limit.</summary>
    /// <exception cref="GrpcException">The message is larger than the limit.</exception>
    internal static int Measure(IMessage message, int maxSizeBytes)
    {
        int sizeBytes = message.CalculateSize();
        return sizeBytes <= maxSizeBytes
            ? sizeBytes
            : throw new GrpcException(
                GrpcStatusCode.ResourceExhausted,
                $"A message of {sizeBytes} bytes is to be sent; the limit is {maxSizeBytes}. " +
                "Send less or raise the limit.");
    }

    /// <summary>Appends the prefix and the message whose measured size is given.</summary>
    internal static void Write(IBufferWriter<byte> writer, IMessage message, int sizeBytes)
    {
        Span<byte> prefix = writer.GetSpan(FrameReader.PrefixSizeBytes);
        prefix[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(prefix[1..], (uint)sizeBytes);
        writer.Advance(FrameReader.PrefixSizeBytes);
        message.WriteTo(writer);
    }
}

using System.Buffers;
using System.Buffers.Binary;

namespace Swarm.Grpc.Framing;

/// <summary>
/// Cuts gRPC messages out of bytes: one flag byte, four bytes of length in network order, the message. No I/O here.
/// </summary>
internal static class FrameReader
{
    /// <summary>The flag and the length before each message, in bytes.</summary>
    internal const int PrefixSizeBytes = 5;

    /// <summary>
    /// Takes the next message off the front of the buffer; false, with the buffer untouched, if it is not whole yet.
    /// </summary>
    /// <exception cref="GrpcException">The message is compressed, malformed or larger than the limit.</exception>
    internal static bool TryRead(
        ref ReadOnlySequence<byte> buffer, int maxSizeBytes, out ReadOnlySequence<byte> message)
    {
        message = default;
        if (buffer.Length < PrefixSizeBytes)
        {
            return false;
        }

        Span<byte> prefix = stackalloc byte[PrefixSizeBytes];
        buffer.Slice(0, PrefixSizeBytes).CopyTo(prefix);
        uint sizeBytes = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        Check(prefix[0], sizeBytes, maxSizeBytes);

        if (buffer.Length - PrefixSizeBytes < sizeBytes)
        {
            return false;
        }

        message = buffer.Slice(PrefixSizeBytes, sizeBytes);
        buffer = buffer.Slice(message.End);
        return true;
    }

    /// <summary>Says no to bytes that are left when no more can come.</summary>
    /// <exception cref="GrpcException">Something is left: the last message was cut off.</exception>
    internal static void RequireNothingLeft(ReadOnlySequence<byte> rest)
    {
        if (!rest.IsEmpty)
        {
            throw new GrpcException(
                GrpcStatusCode.Internal, $"The stream ended inside a message, after {rest.Length} bytes of it.");
        }
    }

    private static void Check(byte flag, uint sizeBytes, int maxSizeBytes)
    {
        if (flag == 1)
        {
            throw new GrpcException(
                GrpcStatusCode.Unimplemented, "The message is compressed; only the identity encoding is spoken here.");
        }

        if (flag != 0)
        {
            throw new GrpcException(GrpcStatusCode.Internal, $"A message cannot begin with the flag {flag}.");
        }

        if (sizeBytes > maxSizeBytes)
        {
            throw new GrpcException(
                GrpcStatusCode.ResourceExhausted,
                $"A message of {sizeBytes} bytes came; the limit is {maxSizeBytes}. Send less or raise the limit.");
        }
    }
}

using System.Buffers;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Swarm.Grpc.Framing;

/// <summary>Makes messages of one type out of bytes from the other side, guarded before they are parsed.</summary>
internal sealed class MessageDecoder<T>(MessageDescriptor descriptor, GrpcMessageGuard guard)
    where T : class, IMessage<T>
{
    private readonly MessageParser<T> _parser = (MessageParser<T>)descriptor.Parser;

    /// <summary>Makes one message.</summary>
    /// <exception cref="GrpcException">The bytes are no such message.</exception>
    internal T Decode(ReadOnlySequence<byte> bytes)
    {
        if (bytes.IsSingleSegment)
        {
            return Decode(bytes.FirstSpan);
        }

        int sizeBytes = checked((int)bytes.Length);
        byte[] whole = ArrayPool<byte>.Shared.Rent(sizeBytes);
        try
        {
            bytes.CopyTo(whole);
            return Decode(whole.AsSpan(0, sizeBytes));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    private T Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            guard(descriptor, bytes);
            return _parser.ParseFrom(bytes);
        }
        catch (Exception malformed) when (malformed is FormatException or InvalidProtocolBufferException)
        {
            throw new GrpcException(
                new GrpcStatus(GrpcStatusCode.Internal, $"The bytes are not a {typeof(T).Name}: {malformed.Message}"),
                cause: malformed);
        }
    }
}

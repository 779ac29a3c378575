using System.Buffers;
using System.IO.Pipelines;
using Google.Protobuf;

namespace Swarm.Grpc.Framing;

/// <summary>Pulls messages of one type out of a pipe, one at a time.</summary>
internal sealed class MessageReader<T>(PipeReader pipe, MessageDecoder<T> decoder, int maxSizeBytes)
    where T : class, IMessage<T>
{
    /// <summary>The next message, or null when the other side has finished sending.</summary>
    /// <exception cref="GrpcException">The bytes are not messages of this type within the limit.</exception>
    internal async ValueTask<T?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult read = await pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
            ReadOnlySequence<byte> rest = read.Buffer;
            SequencePosition examined = rest.Start;
            try
            {
                if (FrameReader.TryRead(ref rest, maxSizeBytes, out ReadOnlySequence<byte> bytes))
                {
                    // Before the message is judged: bytes that are passed over count as looked at, good or bad.
                    examined = rest.Start;
                    return decoder.Decode(bytes);
                }

                examined = rest.End;
                if (read.IsCompleted)
                {
                    FrameReader.RequireNothingLeft(rest);
                    return null;
                }
            }
            finally
            {
                pipe.AdvanceTo(rest.Start, examined);
            }
        }
    }

    /// <summary>The only message of a side that does not stream.</summary>
    /// <exception cref="GrpcException">There is no message, or more than one.</exception>
    internal async ValueTask<T> ReadSingleAsync(CancellationToken cancellationToken)
    {
        T message = await ReadAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new GrpcException(GrpcStatusCode.Internal, "The one expected message did not come.");

        return await ReadAsync(cancellationToken).ConfigureAwait(false) is null
            ? message
            : throw new GrpcException(GrpcStatusCode.Internal, "More than the one expected message came.");
    }
}

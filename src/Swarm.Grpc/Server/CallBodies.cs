using System.Runtime.CompilerServices;
using Google.Protobuf;
using Swarm.Grpc.Framing;

namespace Swarm.Grpc.Server;

/// <summary>Joins a method's typed answer to the bytes of its call: one shape for each kind of method.</summary>
internal static class CallBodies
{
    /// <summary>Reads the one request of a call.</summary>
    internal static async Task<T> ReadSingleAsync<T>(ServerCall call, MessageDecoder<T> decoder)
        where T : class, IMessage<T>
    {
        try
        {
            return await Reader(call, decoder).ReadSingleAsync(call.CancellationToken).ConfigureAwait(false);
        }
        catch (IOException broken)
        {
            throw ClientGone(broken);
        }
    }

    /// <summary>Reads the requests of a call as they come.</summary>
    internal static async IAsyncEnumerable<T> ReadAllAsync<T>(
        ServerCall call, MessageDecoder<T> decoder, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        MessageReader<T> reader = Reader(call, decoder);
        while (await ReadNextAsync(reader, call, cancellationToken).ConfigureAwait(false) is { } message)
        {
            yield return message;
        }
    }

    /// <summary>Appends a response without sending it yet; gives its size on the wire in bytes.</summary>
    internal static int Write<T>(ServerCall call, T message)
        where T : class, IMessage<T>
    {
        int sizeBytes = FrameWriter.Measure(message, call.Limits.MaxSendSizeBytes);
        call.BeginResponse();
        FrameWriter.Write(call.Http.Response.BodyWriter, message, sizeBytes);
        return FrameReader.PrefixSizeBytes + sizeBytes;
    }

    /// <summary>
    /// Writes responses as they come. Those that are ready together go out together: a flush waits until the method
    /// has nothing more to say at once, or a batch is full. The last of them leave with the status.
    /// </summary>
    internal static async Task WriteAllAsync<T>(ServerCall call, IAsyncEnumerable<T> messages)
        where T : class, IMessage<T>
    {
        IAsyncEnumerator<T> source = messages.GetAsyncEnumerator(call.CancellationToken);
        await using ConfiguredAsyncDisposable _ = source.ConfigureAwait(false);
        int unsentSizeBytes = 0;
        while (true)
        {
            ValueTask<bool> next = source.MoveNextAsync();
            bool flush = unsentSizeBytes > 0 && (!next.IsCompleted || unsentSizeBytes >= FrameWriter.BatchSizeBytes);
            Task flushed = flush ? FlushAsync(call) : Task.CompletedTask;
            bool more;
            try
            {
                more = await next.ConfigureAwait(false);
            }
            finally
            {
                // Also when the source failed: its status must not overtake its messages.
                await flushed.ConfigureAwait(false);
            }

            if (!more)
            {
                return;
            }

            call.CancellationToken.ThrowIfCancellationRequested();
            unsentSizeBytes = (flush ? 0 : unsentSizeBytes) + Write(call, source.Current);
        }
    }

    private static MessageReader<T> Reader<T>(ServerCall call, MessageDecoder<T> decoder)
        where T : class, IMessage<T> =>
        new(call.Http.Request.BodyReader, decoder, call.Limits.MaxReceiveSizeBytes);

    private static async ValueTask<T?> ReadNextAsync<T>(
        MessageReader<T> reader, ServerCall call, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        try
        {
            cancellationToken = cancellationToken.CanBeCanceled ? cancellationToken : call.CancellationToken;
            return await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException broken)
        {
            throw ClientGone(broken);
        }
    }

    private static async Task FlushAsync(ServerCall call)
    {
        System.IO.Pipelines.FlushResult flushed =
            await call.Http.Response.BodyWriter.FlushAsync(call.CancellationToken).ConfigureAwait(false);
        if (flushed.IsCompleted)
        {
            throw new OperationCanceledException("The client no longer reads.");
        }
    }

    private static OperationCanceledException ClientGone(IOException broken) =>
        new("The client ended the call or the connection was lost.", broken);
}

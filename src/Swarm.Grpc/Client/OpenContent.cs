using System.Net;

namespace Swarm.Grpc.Client;

/// <summary>The body of a request that stays open: it hands its stream out and waits to be completed.</summary>
internal sealed class OpenContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Where to write; cancelled, or never there, when the request could not be sent.</summary>
    internal Task<Stream> Stream => _stream.Task;

    /// <summary>Ends the body; the server sees that the client has finished.</summary>
    internal void Complete() => _completed.TrySetResult();

    /// <inheritdoc />
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc />
    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        try
        {
            // The flush sends the headers: the call begins before the first message is written.
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
            if (!_stream.TrySetResult(stream))
            {
                throw new IOException("The connection was lost while the call began; call again.");
            }
        }
        finally
        {
            _stream.TrySetCanceled(CancellationToken.None);
        }

        await _completed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}

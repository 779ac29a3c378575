using System.IO.Pipelines;
using System.Net;
using Google.Protobuf;
using Swarm.Grpc.Framing;

namespace Swarm.Grpc.Client;

/// <summary>The body of a request that is one message.</summary>
internal sealed class MessageContent(IMessage message, int sizeBytes) : HttpContent
{
    /// <inheritdoc />
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc />
    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        PipeWriter pipe = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        FrameWriter.Write(pipe, message, sizeBytes);
        await pipe.FlushAsync(cancellationToken).ConfigureAwait(false);
        await pipe.CompleteAsync().ConfigureAwait(false);
    }

    /// <inheritdoc />
    protected override bool TryComputeLength(out long length)
    {
        length = sizeBytes + FrameReader.PrefixSizeBytes;
        return true;
    }
}

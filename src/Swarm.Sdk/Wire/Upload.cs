using Google.Protobuf;
using Swarm.Grpc;
using Swarm.Grpc.Client;
using Swarm.Protocol.V1;

namespace Swarm.Sdk.Wire;

/// <summary>Sends bytes to an agent, piece by piece.</summary>
internal static class Upload
{
    /// <summary>How long a piece is, in bytes.</summary>
    internal const int PieceBytes = 256 * 1024;

    /// <summary>Sends everything and gives the agent's answer.</summary>
    /// <exception cref="GrpcException">The agent refused, perhaps before it had everything.</exception>
    internal static async Task<PutReply> RunAsync(
        DuplexCall<PutChunk, PutReply> call, Stream content, CancellationToken cancellationToken)
    {
        try
        {
            byte[] piece = new byte[PieceBytes];
            int length;
            while ((length = await content.ReadAtLeastAsync(piece, PieceBytes, false, cancellationToken)
                .ConfigureAwait(false)) > 0)
            {
                PutChunk chunk = new() { Content = ByteString.CopyFrom(piece, 0, length) };
                await call.WriteAsync(chunk, flush: true, cancellationToken).ConfigureAwait(false);
            }

            return await call.CompleteAndReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (GrpcException) when (!cancellationToken.IsCancellationRequested)
        {
            // That the agent reads no more says little; its status, which this throws, says why.
            await call.ReadAsync(cancellationToken).ConfigureAwait(false);
            throw;
        }
    }
}

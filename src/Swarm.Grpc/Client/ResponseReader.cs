using System.IO.Pipelines;
using Google.Protobuf;
using Swarm.Grpc.Framing;

namespace Swarm.Grpc.Client;

/// <summary>Reads the responses of a call, and after the last one its status.</summary>
internal sealed class ResponseReader<T>(HttpExchange exchange, MessageDecoder<T> decoder) : IDisposable
    where T : class, IMessage<T>
{
    private PipeReader? _pipe;
    private MessageReader<T>? _messages;

    /// <summary>How the call ended, once it has.</summary>
    internal GrpcStatus? Status { get; private set; }

    /// <summary>The next response, or null when the call ended with OK.</summary>
    /// <exception cref="GrpcException">The call did not end with OK.</exception>
    internal async ValueTask<T?> ReadAsync(HttpResponseMessage response)
    {
        if (Status is not null)
        {
            return RequireOk(Status);
        }

        try
        {
            if (!response.Headers.Contains("grpc-status"))
            {
                _messages ??= await OpenAsync(response).ConfigureAwait(false);
                if (await _messages.ReadAsync(exchange.Ended).ConfigureAwait(false) is { } message)
                {
                    return message;
                }
            }
        }
        catch (Exception broken) when (TransportErrors.Covers(broken))
        {
            throw exchange.Explain(broken);
        }

        Status = exchange.ReadStatus(response);
        return RequireOk(Status);
    }

    /// <summary>The only response of a call that has one.</summary>
    /// <exception cref="GrpcException">The call did not end with OK, or not with exactly one response.</exception>
    internal async Task<T> ReadSingleAsync(HttpResponseMessage response)
    {
        T message = await ReadAsync(response).ConfigureAwait(false)
            ?? throw new GrpcException(GrpcStatusCode.Internal, "The call ended with OK and without its response.");

        return await ReadAsync(response).ConfigureAwait(false) is null
            ? message
            : throw new GrpcException(GrpcStatusCode.Internal, "More than the one expected response came.");
    }

    /// <summary>Gives the read buffers back.</summary>
    public void Dispose() => _pipe?.Complete();

    private async Task<MessageReader<T>> OpenAsync(HttpResponseMessage response)
    {
        Stream body = await response.Content.ReadAsStreamAsync(exchange.Ended).ConfigureAwait(false);
        _pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: 16 << 10));
        return new MessageReader<T>(_pipe, decoder, exchange.Limits.MaxReceiveSizeBytes);
    }

    private T? RequireOk(GrpcStatus status) =>
        status.Code == GrpcStatusCode.Ok ? null : throw new GrpcException(status, exchange.Trailers);
}

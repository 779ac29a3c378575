using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Swarm.Grpc.Framing;

namespace Swarm.Grpc.Client;

/// <summary>
/// Many requests, and many responses or one. One writer and one reader may work at the same time; dispose the call
/// to end it.
/// </summary>
/// <typeparam name="TRequest">The message the client sends.</typeparam>
/// <typeparam name="TResponse">The message the server sends.</typeparam>
public sealed class DuplexCall<TRequest, TResponse> : IAsyncDisposable
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    private readonly HttpExchange _exchange;
    private readonly OpenContent _content = new();
    private readonly Task<HttpResponseMessage> _response;
    private readonly ResponseReader<TResponse> _reader;
    private PipeWriter? _writer;
    private long _unsentSizeBytes;
    private bool _disposed;

    internal DuplexCall(HttpExchange exchange, GrpcMethod<TRequest, TResponse> method)
    {
        _exchange = exchange;
        _reader = new ResponseReader<TResponse>(exchange, method.Responses);
        _response = exchange.SendAsync(_content);
    }

    /// <summary>Metadata after the last response; empty until reading ended.</summary>
    public GrpcMetadata Trailers => _exchange.Trailers;

    /// <summary>Waits for the server's headers: the proof that somebody answers.</summary>
    /// <param name="cancellationToken">Gives the whole call up.</param>
    /// <exception cref="GrpcException">The call ended instead.</exception>
    public async Task<GrpcMetadata> ReadHeadersAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration cancel = CancelWith(cancellationToken);
        await _response.ConfigureAwait(false);
        return _exchange.Headers;
    }

    /// <summary>Sends a request.</summary>
    /// <param name="message">The request.</param>
    /// <param name="flush">
    /// True to send it at once, with all that waits. False to let it wait for the next flush, so that a batch costs
    /// one write; the call flushes of itself above 64 KiB.
    /// </param>
    /// <param name="cancellationToken">Gives the whole call up.</param>
    /// <exception cref="GrpcException">The call has ended; reading gives its status if the server sent one.</exception>
    public async ValueTask WriteAsync(TRequest message, bool flush, CancellationToken cancellationToken)
    {
        int sizeBytes = FrameWriter.Measure(message, _exchange.Limits.MaxSendSizeBytes);
        PipeWriter writer = _writer ?? await OpenAsync(cancellationToken).ConfigureAwait(false);
        FrameWriter.Write(writer, message, sizeBytes);
        _unsentSizeBytes += FrameReader.PrefixSizeBytes + sizeBytes;
        if (flush || _unsentSizeBytes >= FrameWriter.BatchSizeBytes)
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends what waits.</summary>
    /// <param name="cancellationToken">Gives the whole call up.</param>
    /// <exception cref="GrpcException">The call has ended; reading gives its status if the server sent one.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration cancel = CancelWith(cancellationToken);
        PipeWriter writer = _writer ?? await OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _unsentSizeBytes = 0;
            await writer.FlushAsync(_exchange.Ended).ConfigureAwait(false);
        }
        catch (Exception broken) when (TransportErrors.Covers(broken))
        {
            throw ExplainWrite(broken);
        }
    }

    /// <summary>Sends what waits and tells the server that no request follows; responses may still come.</summary>
    /// <param name="cancellationToken">Gives the whole call up.</param>
    /// <exception cref="GrpcException">The call has ended before.</exception>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        _content.Complete();
    }

    /// <summary>The next response, or null when the call ended with OK.</summary>
    /// <param name="cancellationToken">Gives the whole call up.</param>
    /// <exception cref="GrpcException">The call did not end with OK.</exception>
    public async ValueTask<TResponse?> ReadAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration cancel = CancelWith(cancellationToken);
        HttpResponseMessage response = await _response.ConfigureAwait(false);
        return await _reader.ReadAsync(response).ConfigureAwait(false);
    }

    /// <summary>All responses that are still to come.</summary>
    /// <param name="cancellationToken">Gives the whole call up.</param>
    /// <exception cref="GrpcException">The call did not end with OK.</exception>
    public async IAsyncEnumerable<TResponse> ReadAllAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await ReadAsync(cancellationToken).ConfigureAwait(false) is { } message)
        {
            yield return message;
        }
    }

    /// <summary>Completes the requests and gives the one response of a client-streaming method.</summary>
    /// <param name="cancellationToken">Gives the whole call up.</param>
    /// <exception cref="GrpcException">The call did not end with OK and exactly one response.</exception>
    public async Task<TResponse> CompleteAndReadAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration cancel = CancelWith(cancellationToken);
        await CompleteAsync(cancellationToken).ConfigureAwait(false);
        HttpResponseMessage response = await _response.ConfigureAwait(false);
        return await _reader.ReadSingleAsync(response).ConfigureAwait(false);
    }

    /// <summary>Ends the call; one that has not ended of itself is given up on both sides.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _exchange.Cancel();
        _content.Complete();
        await ((Task)_response).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_writer is not null)
        {
            // With an exception the pipe drops what waits instead of writing it to a stream that is gone.
            await _writer.CompleteAsync(new OperationCanceledException()).ConfigureAwait(false);
        }

        _reader.Dispose();
        _exchange.Dispose();
    }

    private CancellationTokenRegistration CancelWith(CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(static call => ((HttpExchange)call!).Cancel(), _exchange);

    private async Task<PipeWriter> OpenAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration cancel = CancelWith(cancellationToken);

        // Either the body opens or the call fails: a refused connection never asks for its body.
        if (await Task.WhenAny(_content.Stream, _response).ConfigureAwait(false) == _response)
        {
            await _response.ConfigureAwait(false);
        }

        Stream stream = await OpenStreamAsync().ConfigureAwait(false);
        _writer = PipeWriter.Create(
            stream, new StreamPipeWriterOptions(minimumBufferSize: 16 << 10, leaveOpen: true));
        return _writer;
    }

    private async Task<Stream> OpenStreamAsync()
    {
        try
        {
            return await _content.Stream.WaitAsync(_exchange.Ended).ConfigureAwait(false);
        }
        catch (OperationCanceledException closed)
        {
            throw ExplainWrite(closed);
        }
    }

    /// <summary>What a failed write means: where the server has ended the call, its word says more.</summary>
    private Exception ExplainWrite(Exception broken)
    {
        if (_exchange.Ended.IsCancellationRequested || !_response.IsCompletedSuccessfully)
        {
            return _exchange.Explain(broken);
        }

        GrpcStatus status = _reader.Status is { Code: not GrpcStatusCode.Ok } known
            ? known
            : new GrpcStatus(
                GrpcStatusCode.Unavailable, "The server has ended the call; read its responses to learn why.");
        return new GrpcException(status, _exchange.Trailers, broken);
    }
}

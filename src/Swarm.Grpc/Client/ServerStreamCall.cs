using System.Runtime.CompilerServices;
using Google.Protobuf;
using Swarm.Grpc.Framing;

namespace Swarm.Grpc.Client;

/// <summary>
/// One request, many responses: enumerate it once. Leaving the enumeration early gives the call up on both sides.
/// </summary>
/// <typeparam name="TRequest">The message the client sends.</typeparam>
/// <typeparam name="TResponse">The message the server sends.</typeparam>
/// <remarks>The enumeration throws <see cref="GrpcException"/> when the call does not end with OK.</remarks>
public sealed class ServerStreamCall<TRequest, TResponse> : IAsyncEnumerable<TResponse>
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    private readonly Func<HttpExchange> _begin;
    private readonly GrpcMethod<TRequest, TResponse> _method;
    private readonly TRequest _request;
    private HttpExchange? _exchange;
    private int _enumerations;

    internal ServerStreamCall(
        Func<HttpExchange> begin, GrpcMethod<TRequest, TResponse> method, TRequest request)
    {
        _begin = begin;
        _method = method;
        _request = request;
    }

    /// <summary>Metadata before the first response; empty until that came.</summary>
    public GrpcMetadata Headers => _exchange?.Headers ?? [];

    /// <summary>Metadata after the last response; empty until the enumeration ended.</summary>
    public GrpcMetadata Trailers => _exchange?.Trailers ?? [];

    /// <summary>Sends the request and walks the responses as they come.</summary>
    /// <param name="cancellationToken">Gives the call up, as the call's own token does.</param>
    /// <exception cref="InvalidOperationException">The call was enumerated before.</exception>
    public IAsyncEnumerator<TResponse> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Increment(ref _enumerations) > 1)
        {
            throw new InvalidOperationException($"{_method} was enumerated before; make a new call.");
        }

        return ReadAllAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    private async IAsyncEnumerable<TResponse> ReadAllAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HttpExchange exchange = _begin();
        _exchange = exchange;
        using CancellationTokenRegistration cancel =
            cancellationToken.UnsafeRegister(static call => ((HttpExchange)call!).Cancel(), exchange);
        int sizeBytes = FrameWriter.Measure(_request, exchange.Limits.MaxSendSizeBytes);
        using ResponseReader<TResponse> reader = new(exchange, _method.Responses);
        HttpResponseMessage response =
            await exchange.SendAsync(new MessageContent(_request, sizeBytes)).ConfigureAwait(false);
        while (await reader.ReadAsync(response).ConfigureAwait(false) is { } message)
        {
            yield return message;
        }
    }
}

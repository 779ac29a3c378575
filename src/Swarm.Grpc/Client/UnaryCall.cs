using Google.Protobuf;
using Swarm.Grpc.Framing;

namespace Swarm.Grpc.Client;

/// <summary>One request, one response.</summary>
internal static class UnaryCall
{
    /// <summary>Runs the whole call and lets the exchange go.</summary>
    /// <exception cref="GrpcException">The call did not end with OK.</exception>
    internal static async Task<GrpcReply<TResponse>> RunAsync<TRequest, TResponse>(
        HttpExchange exchange, GrpcMethod<TRequest, TResponse> method, TRequest request)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        using HttpExchange _ = exchange;
        int sizeBytes = FrameWriter.Measure(request, exchange.Limits.MaxSendSizeBytes);
        using ResponseReader<TResponse> reader = new(exchange, method.Responses);
        HttpResponseMessage response =
            await exchange.SendAsync(new MessageContent(request, sizeBytes)).ConfigureAwait(false);
        TResponse message = await reader.ReadSingleAsync(response).ConfigureAwait(false);
        return new GrpcReply<TResponse>(message, exchange.Headers, exchange.Trailers);
    }
}

using Google.Protobuf;

namespace Swarm.Grpc.Server;

/// <summary>Lists the methods a server answers, what may be called, and how large messages may be.</summary>
public sealed class GrpcServiceBuilder
{
    private readonly List<BoundMethod> _methods = [];
    private readonly List<Func<ServerCall, GrpcStatus?>> _rules = [];
    private GrpcLimits _limits = GrpcLimits.Default;

    internal IReadOnlyList<BoundMethod> Methods => _methods;

    internal IReadOnlyList<Func<ServerCall, GrpcStatus?>> Rules => _rules;

    /// <summary>Sets the message sizes of the methods added after it. Default: 4 MiB both ways.</summary>
    /// <param name="limits">The largest messages.</param>
    public GrpcServiceBuilder WithLimits(GrpcLimits limits)
    {
        _limits = limits;
        return this;
    }

    /// <summary>
    /// Adds a rule that is asked before any method of this builder runs and before its request is read.
    /// </summary>
    /// <param name="decide">Null lets the call pass; a status refuses it. Rules are asked in their order.</param>
    public GrpcServiceBuilder Authorize(Func<ServerCall, GrpcStatus?> decide)
    {
        _rules.Add(decide);
        return this;
    }

    /// <summary>Answers a method of one request and one response.</summary>
    /// <param name="method">The method.</param>
    /// <param name="answer">Gives the response, or throws <see cref="GrpcException"/> with the status to send.</param>
    /// <param name="limits">Message sizes of this method; null for the builder's.</param>
    public GrpcServiceBuilder Unary<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method,
        Func<TRequest, ServerCall, Task<TResponse>> answer,
        GrpcLimits? limits = null)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        Add(method, GrpcMethodKind.Unary, limits, async call =>
        {
            TRequest request = await CallBodies.ReadSingleAsync(call, method.Requests).ConfigureAwait(false);
            TResponse response = await answer(request, call).ConfigureAwait(false);
            CallBodies.Write(call, response);
        });

    /// <summary>Answers a method of one request and many responses.</summary>
    /// <param name="method">The method.</param>
    /// <param name="answer">Gives the responses; they are flushed whenever the next one is not there at once.</param>
    /// <param name="limits">Message sizes of this method; null for the builder's.</param>
    public GrpcServiceBuilder ServerStreaming<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method,
        Func<TRequest, ServerCall, IAsyncEnumerable<TResponse>> answer,
        GrpcLimits? limits = null)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        Add(method, GrpcMethodKind.ServerStreaming, limits, async call =>
        {
            TRequest request = await CallBodies.ReadSingleAsync(call, method.Requests).ConfigureAwait(false);
            await CallBodies.WriteAllAsync(call, answer(request, call)).ConfigureAwait(false);
        });

    /// <summary>Answers a method of many requests and one response.</summary>
    /// <param name="method">The method.</param>
    /// <param name="answer">Gives the response; it may leave requests unread.</param>
    /// <param name="limits">Message sizes of this method; null for the builder's.</param>
    public GrpcServiceBuilder ClientStreaming<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method,
        Func<IAsyncEnumerable<TRequest>, ServerCall, Task<TResponse>> answer,
        GrpcLimits? limits = null)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        Add(method, GrpcMethodKind.ClientStreaming, limits, async call =>
        {
            IAsyncEnumerable<TRequest> incoming =
                CallBodies.ReadAllAsync(call, method.Requests, CancellationToken.None);
            TResponse response = await answer(incoming, call).ConfigureAwait(false);
            CallBodies.Write(call, response);
        });

    /// <summary>Answers a method of many requests and many responses.</summary>
    /// <param name="method">The method.</param>
    /// <param name="answer">
    /// Gives the responses, which need not follow the requests; the call ends when they end.
    /// </param>
    /// <param name="limits">Message sizes of this method; null for the builder's.</param>
    public GrpcServiceBuilder Duplex<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method,
        Func<IAsyncEnumerable<TRequest>, ServerCall, IAsyncEnumerable<TResponse>> answer,
        GrpcLimits? limits = null)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        Add(method, GrpcMethodKind.Duplex, limits, call =>
        {
            IAsyncEnumerable<TRequest> incoming =
                CallBodies.ReadAllAsync(call, method.Requests, CancellationToken.None);
            return CallBodies.WriteAllAsync(call, answer(incoming, call));
        });

    private GrpcServiceBuilder Add<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, GrpcMethodKind kind, GrpcLimits? limits, Func<ServerCall, Task> body)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        method.Require(method.Kind == kind, kind.ToString());
        _methods.Add(new BoundMethod(method.Path, method.Descriptor.IsClientStreaming, limits ?? _limits, body));
        return this;
    }
}

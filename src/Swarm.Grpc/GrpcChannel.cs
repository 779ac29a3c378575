using Google.Protobuf;
using Swarm.Grpc.Client;

namespace Swarm.Grpc;

/// <summary>
/// The client's end of the wire to one server: HTTP/2 over TCP, TLS or a Unix socket. Connects when first used and
/// again when the connection was lost; many calls share it, from any thread.
/// </summary>
/// <remarks>
/// It stands where <c>Grpc.Net.Client.GrpcChannel</c> would: that package's dependencies cannot be had where Swarm is
/// built. Names and meanings follow it, so that going back is a change of call sites and no change of design.
/// </remarks>
public sealed class GrpcChannel : IDisposable
{
    private readonly CancellationTokenSource _disposed = new();

    private GrpcChannel(Uri address, GrpcChannelOptions options)
    {
        Address = address;
        Options = options;
        bool isSocket = address.Scheme == UnixSocketConnector.Scheme;
        Authority = isSocket ? new Uri("http://localhost") : new Uri(address.GetLeftPart(UriPartial.Authority));
        Invoker = new HttpMessageInvoker(Transport.Create(address, options), disposeHandler: true);
    }

    /// <summary>Where the server is, as it was given.</summary>
    public Uri Address { get; }

    internal GrpcChannelOptions Options { get; }

    internal Uri Authority { get; }

    internal HttpMessageInvoker Invoker { get; }

    internal CancellationToken Disposed => _disposed.Token;

    /// <summary>Makes a channel; nothing is sent yet.</summary>
    /// <param name="address">
    /// <c>http://host:port</c> for HTTP/2 without TLS (the server must expect it), <c>https://host:port</c>, or
    /// <c>unix:/absolute/path</c>.
    /// </param>
    /// <param name="options">How to connect; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address is none of the three, or a socket's too long path.</exception>
    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions? options = null) =>
        new(address, options ?? new GrpcChannelOptions());

    /// <summary>Calls a unary method and gives its response.</summary>
    /// <param name="method">A method of one request and one response.</param>
    /// <param name="request">The request.</param>
    /// <param name="options">What this call has of its own.</param>
    /// <param name="cancellationToken">Gives the call up, on both sides.</param>
    /// <exception cref="GrpcException">The call did not end with OK; the status says why.</exception>
    public async Task<TResponse> UnaryAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method,
        TRequest request,
        GrpcCallOptions options,
        CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        (await UnaryReplyAsync(method, request, options, cancellationToken).ConfigureAwait(false)).Message;

    /// <summary>Calls a unary method and gives its response with headers and trailers.</summary>
    /// <param name="method">A method of one request and one response.</param>
    /// <param name="request">The request.</param>
    /// <param name="options">What this call has of its own.</param>
    /// <param name="cancellationToken">Gives the call up, on both sides.</param>
    /// <exception cref="GrpcException">The call did not end with OK; the status says why.</exception>
    public Task<GrpcReply<TResponse>> UnaryReplyAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method,
        TRequest request,
        GrpcCallOptions options,
        CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        method.Require(method.Kind == GrpcMethodKind.Unary, nameof(UnaryAsync));
        return UnaryCall.RunAsync(new HttpExchange(this, method.Path, options, cancellationToken), method, request);
    }

    /// <summary>
    /// Calls a server-streaming method. The call begins when the result is first enumerated and ends with the
    /// enumeration.
    /// </summary>
    /// <param name="method">A method of one request and many responses.</param>
    /// <param name="request">The request.</param>
    /// <param name="options">What this call has of its own.</param>
    /// <param name="cancellationToken">Gives the call up, on both sides.</param>
    public ServerStreamCall<TRequest, TResponse> ServerStreaming<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method,
        TRequest request,
        GrpcCallOptions options,
        CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        method.Require(method.Kind == GrpcMethodKind.ServerStreaming, nameof(ServerStreaming));
        return new ServerStreamCall<TRequest, TResponse>(
            () => new HttpExchange(this, method.Path, options, cancellationToken), method, request);
    }

    /// <summary>
    /// Opens a call whose client streams: a duplex one, or one with a single response. The call begins at once;
    /// dispose it.
    /// </summary>
    /// <param name="method">A method of many requests.</param>
    /// <param name="options">What this call has of its own.</param>
    /// <param name="cancellationToken">Gives the call up, on both sides.</param>
    public DuplexCall<TRequest, TResponse> Duplex<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, GrpcCallOptions options, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        method.Require(method.Descriptor.IsClientStreaming, nameof(Duplex));
        return new DuplexCall<TRequest, TResponse>(
            new HttpExchange(this, method.Path, options, cancellationToken), method);
    }

    /// <summary>Closes the connections; calls in flight end with CANCELLED.</summary>
    public void Dispose()
    {
        _disposed.Cancel();
        Invoker.Dispose();
    }
}

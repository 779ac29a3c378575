using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Swarm.Grpc.Framing;

namespace Swarm.Grpc;

/// <summary>
/// One method of a service, bound from its protobuf descriptor: what generated stubs would know, without them.
/// </summary>
/// <typeparam name="TRequest">The message the client sends.</typeparam>
/// <typeparam name="TResponse">The message the server sends.</typeparam>
public sealed class GrpcMethod<TRequest, TResponse>
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    private GrpcMethod(MethodDescriptor descriptor, GrpcMessageGuard guard)
    {
        Descriptor = descriptor;
        Path = $"/{descriptor.Service.FullName}/{descriptor.Name}";
        Kind = (descriptor.IsClientStreaming, descriptor.IsServerStreaming) switch
        {
            (false, false) => GrpcMethodKind.Unary,
            (false, true) => GrpcMethodKind.ServerStreaming,
            (true, false) => GrpcMethodKind.ClientStreaming,
            (true, true) => GrpcMethodKind.Duplex,
        };
        Requests = new MessageDecoder<TRequest>(descriptor.InputType, guard);
        Responses = new MessageDecoder<TResponse>(descriptor.OutputType, guard);
    }

    /// <summary>What the <c>.proto</c> file says about the method.</summary>
    public MethodDescriptor Descriptor { get; }

    /// <summary>The HTTP path of the method: <c>/package.Service/Method</c>.</summary>
    public string Path { get; }

    /// <summary>Which sides stream.</summary>
    public GrpcMethodKind Kind { get; }

    internal MessageDecoder<TRequest> Requests { get; }

    internal MessageDecoder<TResponse> Responses { get; }

    /// <summary>Finds a method in its service's descriptor.</summary>
    /// <param name="service">The generated descriptor, as in <c>PeerReflection.Descriptor.Services[0]</c>.</param>
    /// <param name="name">The method's short name, as the <c>.proto</c> file writes it.</param>
    /// <param name="guard">Looks at every message that comes in, request or response, before it is parsed.</param>
    /// <exception cref="ArgumentException">
    /// The service has no such method, or its messages are not the two type arguments.
    /// </exception>
    [SuppressMessage("Design", "CA1000", Justification = "The two messages are what a caller must name anyway.")]
    public static GrpcMethod<TRequest, TResponse> From(
        ServiceDescriptor service, string name, GrpcMessageGuard guard)
    {
        MethodDescriptor method = service.FindMethodByName(name)
            ?? throw new ArgumentException($"Service {service.FullName} has no method {name}.", nameof(name));

        if (method.InputType.ClrType != typeof(TRequest) || method.OutputType.ClrType != typeof(TResponse))
        {
            throw new ArgumentException(
                $"{service.FullName}.{name} takes {method.InputType.Name} and answers {method.OutputType.Name}, " +
                $"not {typeof(TRequest).Name} and {typeof(TResponse).Name}.",
                nameof(name));
        }

        return new GrpcMethod<TRequest, TResponse>(method, guard);
    }

    /// <summary>The method's path.</summary>
    public override string ToString() => Path;

    internal void Require(bool fits, string door)
    {
        if (!fits)
        {
            throw new ArgumentException($"{Path} is a {Kind} method, which {door} cannot carry.");
        }
    }
}

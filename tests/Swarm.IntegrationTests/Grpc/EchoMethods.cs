using Google.Protobuf.Reflection;
using Swarm.Grpc;
using Swarm.IntegrationTests.Grpc.Wire;
using Swarm.Protocol;

namespace Swarm.IntegrationTests.Grpc;

/// <summary>The methods of echo.proto, bound from its descriptor.</summary>
internal static class EchoMethods
{
    /// <summary>What every echo server sends with "fail": all that is hard to carry in a header.</summary>
    internal const string HardMessage = "100% naïve:\n☃ 𝄞 ~\u007f";

    private static readonly ServiceDescriptor Service = EchoReflection.Descriptor.Services[0];

    internal static GrpcMethod<Echo, Echo> Say { get; } = Method("Say");

    internal static GrpcMethod<Echo, Echo> Repeat { get; } = Method("Repeat");

    internal static GrpcMethod<Echo, Echo> Join { get; } = Method("Join");

    internal static GrpcMethod<Echo, Echo> Chat { get; } = Method("Chat");

    internal static GrpcMethod<Echo, Echo> Missing { get; } = Method("Missing");

    private static GrpcMethod<Echo, Echo> Method(string name) =>
        GrpcMethod<Echo, Echo>.From(Service, name, WireParser.RequireShape);
}

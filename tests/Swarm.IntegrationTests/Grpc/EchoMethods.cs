using Google.Protobuf.Reflection;
using Swarm.Grpc;
using Swarm.IntegrationTests.Grpc.Wire;

namespace Swarm.IntegrationTests.Grpc;

/// <summary>The methods of echo.proto, bound from its descriptor.</summary>
internal static class EchoMethods
{
    /// <summary>What every echo server sends with "fail": all that is hard to carry in a header.</summary>
    internal const string HardMessage = "100% naïve:\n☃ 𝄞 ~\u007f";

    private static readonly ServiceDescriptor Service = EchoReflection.Descriptor.Services[0];

    internal static GrpcMethod<Echo, Echo> Say { get; } = GrpcMethod<Echo, Echo>.From(Service, "Say");

    internal static GrpcMethod<Echo, Echo> Repeat { get; } = GrpcMethod<Echo, Echo>.From(Service, "Repeat");

    internal static GrpcMethod<Echo, Echo> Join { get; } = GrpcMethod<Echo, Echo>.From(Service, "Join");

    internal static GrpcMethod<Echo, Echo> Chat { get; } = GrpcMethod<Echo, Echo>.From(Service, "Chat");

    internal static GrpcMethod<Echo, Echo> Missing { get; } = GrpcMethod<Echo, Echo>.From(Service, "Missing");
}

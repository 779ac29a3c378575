using Google.Protobuf.Reflection;
using Swarm.Grpc;
using Swarm.Protocol;
using Swarm.Protocol.V1;

namespace Swarm.Agent.Peers;

/// <summary>The methods of the peer service, bound from their descriptor.</summary>
internal static class PeerMethods
{
    /// <summary>The trailer that carries an <see cref="Swarm.Model.ErrorCode"/> as a decimal number.</summary>
    internal const string CodeTrailer = "swarm-code";

    private static readonly ServiceDescriptor Service = PeerReflection.Descriptor.Services[0];

    /// <summary>The callee proves that it knows the secret.</summary>
    internal static readonly GrpcMethod<HelloRequest, HelloReply> Hello =
        GrpcMethod<HelloRequest, HelloReply>.From(Service, "Hello", WireParser.RequireShape);

    /// <summary>Whom the swarm trusts.</summary>
    internal static readonly GrpcMethod<TrustList, TrustList> Trust =
        GrpcMethod<TrustList, TrustList>.From(Service, "Trust", WireParser.RequireShape);

    /// <summary>A certificate for who has none.</summary>
    internal static readonly GrpcMethod<EnrolRequest, EnrolReply> Enrol =
        GrpcMethod<EnrolRequest, EnrolReply>.From(Service, "Enrol", WireParser.RequireShape);

    /// <summary>Another certificate.</summary>
    internal static readonly GrpcMethod<RenewRequest, EnrolReply> Renew =
        GrpcMethod<RenewRequest, EnrolReply>.From(Service, "Renew", WireParser.RequireShape);

    /// <summary>What the swarm is.</summary>
    internal static readonly GrpcMethod<EnterRequest, EnterReply> Enter =
        GrpcMethod<EnterRequest, EnterReply>.From(Service, "Enter", WireParser.RequireShape);

    /// <summary>Messages, for as long as the link lasts.</summary>
    internal static readonly GrpcMethod<PeerFrame, PeerFrame> Link =
        GrpcMethod<PeerFrame, PeerFrame>.From(Service, "Link", WireParser.RequireShape);

    /// <summary>Content.</summary>
    internal static readonly GrpcMethod<BlobRequest, BlobChunk> Blob =
        GrpcMethod<BlobRequest, BlobChunk>.From(Service, "Blob", WireParser.RequireShape);

    /// <summary>A copy of content.</summary>
    internal static readonly GrpcMethod<KeepRequest, KeepReply> Keep =
        GrpcMethod<KeepRequest, KeepReply>.From(Service, "Keep", WireParser.RequireShape);

    /// <summary>What programs said.</summary>
    internal static readonly GrpcMethod<PeerLogsRequest, LogChunk> Logs =
        GrpcMethod<PeerLogsRequest, LogChunk>.From(Service, "Logs", WireParser.RequireShape);
}

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Swarm.Grpc.Server;

/// <summary>
/// The endpoint behind all others: a gRPC call to a path nobody mapped gets HTTP 200 and UNIMPLEMENTED.
/// </summary>
internal sealed class UnknownMethods : EndpointDataSource
{
    /// <inheritdoc />
    public override IReadOnlyList<Endpoint> Endpoints { get; } =
    [
        new RouteEndpoint(
            GrpcDispatch.RunUnknown,
            RoutePatternFactory.Parse("{**path}"),
            order: int.MaxValue,
            EndpointMetadataCollection.Empty,
            "gRPC unknown method"),
    ];

    /// <inheritdoc />
    public override IChangeToken GetChangeToken() => NullChangeToken.Singleton;
}

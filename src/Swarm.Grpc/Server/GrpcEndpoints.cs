using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Swarm.Grpc.Server;

/// <summary>Puts gRPC methods behind Kestrel's routes.</summary>
/// <remarks>
/// It stands where <c>Grpc.AspNetCore.Server</c> would: that package's dependencies cannot be had where Swarm is
/// built. The entry point keeps its name, <c>MapGrpcService</c>.
/// </remarks>
public static class GrpcEndpoints
{
    /// <summary>
    /// Maps the methods a builder lists. Calls to methods nobody mapped are answered with UNIMPLEMENTED, requests
    /// that are not gRPC with the HTTP status that says so.
    /// </summary>
    /// <param name="endpoints">The application; its endpoint must speak <c>HttpProtocols.Http2</c>.</param>
    /// <param name="configure">Lists methods, rules and limits.</param>
    /// <returns>The mapped endpoints, for conventions such as a required host.</returns>
    public static IEndpointConventionBuilder MapGrpcService(
        this IEndpointRouteBuilder endpoints, Action<GrpcServiceBuilder> configure)
    {
        GrpcServiceBuilder service = new();
        configure(service);
        GrpcDispatch dispatch = new(
            service.Rules,
            endpoints.ServiceProvider.GetService<TimeProvider>() ?? TimeProvider.System,
            endpoints.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger("Swarm.Grpc"));

        RouteGroupBuilder group = endpoints.MapGroup("");
        foreach (BoundMethod method in service.Methods)
        {
            group.MapPost(method.Path, (RequestDelegate)(http => dispatch.RunAsync(http, method)))
                .WithDisplayName($"gRPC {method.Path}");
        }

        if (!endpoints.DataSources.OfType<UnknownMethods>().Any())
        {
            endpoints.DataSources.Add(new UnknownMethods());
        }

        return group;
    }
}

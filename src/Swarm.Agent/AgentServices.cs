using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Swarm.Agent.Identity;
using Swarm.Agent.Telemetry;
using Swarm.Grpc.Server;

namespace Swarm.Agent;

/// <summary>The composition of an agent within a web host, from its options to what it serves.</summary>
public static class AgentServices
{
    /// <summary>Adds an agent.</summary>
    public static IServiceCollection AddSwarmAgent(this IServiceCollection services, AgentOptions options)
    {
        services.AddMetrics();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(provider => new SwarmTelemetry(provider.GetRequiredService<IMeterFactory>()));
        services.AddSingleton(provider => new SwarmAgent(
            options,
            provider.GetRequiredService<SwarmTelemetry>(),
            provider.GetRequiredService<ILoggerFactory>(),
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    /// <summary>Listens for peers over TLS, and for the owner on a socket that nobody else can open.</summary>
    public static void ListenFor(this KestrelServerOptions kestrel, AgentOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.Http2.MaxStreamsPerConnection = 1024;
        kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2);
        kestrel.Listen(System.Net.IPAddress.Parse(options.Listen), options.Port, listen =>
        {
            SwarmAgent agent = kestrel.ApplicationServices.GetRequiredService<SwarmAgent>();
            ILogger log = kestrel.ApplicationServices.GetRequiredService<ILogger<SwarmAgent>>();
            TlsDoor.Secure(listen, () => agent.Parts.Identity.Credentials, log);
        });
        kestrel.ListenUnixSocket(options.Socket);
    }

    /// <summary>Serves what the agent answers.</summary>
    public static void MapSwarmAgent(this IEndpointRouteBuilder endpoints)
    {
        SwarmAgent agent = endpoints.ServiceProvider.GetRequiredService<SwarmAgent>();
        endpoints.MapGrpcService(agent.Control.Bind);
        agent.Parts.Serving.Map(endpoints);
    }

    /// <summary>Starts the agent, serves until it is to end, and ends it in order.</summary>
    /// <exception cref="SwarmException">This host cannot run it as configured.</exception>
    public static async Task RunSwarmAgentAsync(this WebApplication app, CancellationToken cancellationToken)
    {
        SwarmAgent agent = app.Services.GetRequiredService<SwarmAgent>();
        AgentOptions options = app.Services.GetRequiredService<AgentOptions>();
        await agent.StartAsync(cancellationToken);
        app.MapSwarmAgent();
        await app.StartAsync(cancellationToken);
        File.SetUnixFileMode(options.Socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string reason = await agent.RunAsync(cancellationToken);
        await agent.StopAsync(reason, CancellationToken.None);
        await agent.DisposeAsync();
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(2));
        await app.StopAsync(limit.Token);
    }
}

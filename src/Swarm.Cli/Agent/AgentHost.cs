using Microsoft.Extensions.Configuration;
using Swarm.Model;

namespace Swarm.Cli.Agent;

/// <summary>Builds a whole agent and runs it until it is told to end.</summary>
internal static class AgentHost
{
    /// <summary>The options that name every setting there is.</summary>
    internal static Type Options => typeof(HostOptions);

    /// <summary>Runs an agent.</summary>
    internal static Task RunAsync(IConfiguration configuration, CancellationToken cancellationToken) =>
        throw new SwarmException(
            ErrorCode.NotReady, $"Agent '{configuration["Name"]}' has no body in this build. Install a release.");
}

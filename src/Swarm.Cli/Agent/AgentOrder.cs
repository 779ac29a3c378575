using Swarm.Cli.Configuration;

namespace Swarm.Cli.Agent;

/// <summary>How an agent is to be configured, as the command line says.</summary>
/// <param name="ConfigFile">The full path of its YAML file, or null.</param>
/// <param name="Flags">What the flags set.</param>
internal sealed record AgentOrder(string? ConfigFile, IReadOnlyList<Setting> Flags);

using Microsoft.Extensions.Logging;
using Swarm.Plugins;

namespace Swarm.Agent.Execution;

/// <summary>What running activities works with.</summary>
/// <param name="Agent">The agent's name, for programs to see.</param>
/// <param name="Plugins">The plugins.</param>
/// <param name="Processes">Starts programs.</param>
/// <param name="Time">The time.</param>
/// <param name="Logger">Where running says things.</param>
internal sealed record ExecutionTools(
    AgentId Agent, PluginCatalog Plugins, IProcessRunner Processes, TimeProvider Time, ILogger Logger)
{
    /// <summary>Why a campaign is not run any more although it was once accepted; null when it is.</summary>
    internal Func<CampaignId, string?> WhyNot { get; init; } = _ => null;
}

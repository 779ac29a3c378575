using Swarm.Agent.Execution;
using Swarm.Agent.Fabric;
using Swarm.Agent.Identity;
using Swarm.Agent.Ports;

namespace Swarm.Agent.Control;

/// <summary>What answering people and programs works with.</summary>
/// <param name="Facts">Who this agent is.</param>
/// <param name="Loop">Knows what the core believes.</param>
/// <param name="Pool">Appends what is asked for.</param>
/// <param name="Watch">The changes of campaigns.</param>
/// <param name="Fabric">Brings data here.</param>
/// <param name="Store">Keeps content.</param>
/// <param name="Plugins">The plugins.</param>
/// <param name="Logs">What programs said.</param>
/// <param name="Time">The time.</param>
internal sealed record ControlParts(
    AgentFacts Facts,
    AgentLoop Loop,
    IJobPool Pool,
    CampaignWatch Watch,
    DataFabric Fabric,
    DiskContentStore Store,
    PluginCatalog Plugins,
    ActivityLogs Logs,
    TimeProvider Time)
{
    /// <summary>Knows whose campaigns are.</summary>
    internal required OwnerBook Owners { get; init; }
}

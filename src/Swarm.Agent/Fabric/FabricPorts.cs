using Microsoft.Extensions.Logging;
using Swarm.Agent.Ports;

namespace Swarm.Agent.Fabric;

/// <summary>What the fabric needs of the rest of the agent.</summary>
/// <param name="Pool">Holds the files that campaigns carry along.</param>
/// <param name="Peers">Opens content at other agents.</param>
/// <param name="Mailbox">Takes needs, answers and measurements to the core.</param>
/// <param name="Time">The time.</param>
/// <param name="Logger">Where it says things.</param>
internal sealed record FabricPorts(
    IJobPool Pool, IBlobSource Peers, AgentMailbox Mailbox, TimeProvider Time, ILogger Logger);

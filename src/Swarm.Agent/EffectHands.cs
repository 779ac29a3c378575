using Swarm.Agent.Execution;
using Swarm.Agent.Fabric;
using Swarm.Agent.Identity;
using Swarm.Agent.Ports;
using Swarm.Agent.Telemetry;

namespace Swarm.Agent;

/// <summary>The hands that do what the core wants.</summary>
/// <param name="Pool">Appends to the log.</param>
/// <param name="Peers">Talks to peers.</param>
/// <param name="Signer">Signs what this agent votes for.</param>
/// <param name="Runner">Runs activities.</param>
/// <param name="Fabric">Moves data.</param>
/// <param name="Observer">Tells those who watch.</param>
/// <param name="Mailbox">Takes answers back.</param>
internal sealed record EffectHands(
    IJobPool Pool,
    IPeerTransport Peers,
    VoteSigner Signer,
    ActivityRunner Runner,
    DataFabric Fabric,
    AgentEventObserver Observer,
    AgentMailbox Mailbox);

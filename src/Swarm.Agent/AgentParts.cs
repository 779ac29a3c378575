using Swarm.Agent.Broker;
using Swarm.Agent.Control;
using Swarm.Agent.Execution;
using Swarm.Agent.Fabric;
using Swarm.Agent.Identity;
using Swarm.Agent.Peers;
using Swarm.Agent.Pool;
using Swarm.Agent.Telemetry;
using Swarm.Core.Signing;

namespace Swarm.Agent;

/// <summary>The parts of a running agent, in the order in which they began; they end in reverse.</summary>
internal sealed class AgentParts
{
    private KnownSwarm? _known;

    internal AgentMailbox Mailbox { get; } = new();

    internal CampaignWatch Watch { get; } = new();

    internal AgentKey Key { get; set; } = null!;

    internal SignatureBook Signatures { get; } = new();

    internal PeerGate Gate { get; set; } = null!;

    internal EntryGate EntryGate { get; set; } = null!;

    internal PeerIdentity Identity { get; set; } = null!;

    internal OwnerBook Owners { get; set; } = null!;

    internal BrokerProcess? Broker { get; set; }

    internal NatsJobPool Pool { get; set; } = null!;

    internal GrpcPeerTransport Peers { get; set; } = null!;

    internal PeerService Serving { get; set; } = null!;

    /// <summary>What this agent knows of its swarm; null before it is in. Replaced whole by the loop.</summary>
    internal KnownSwarm? Known { get => Volatile.Read(ref _known); set => Volatile.Write(ref _known, value); }

    internal DiskContentStore Store { get; set; } = null!;

    internal DataFabric Fabric { get; set; } = null!;

    internal PluginCatalog Plugins { get; set; } = null!;

    internal RunRecords Records { get; set; } = null!;

    internal ProcessRunner Processes { get; set; } = null!;

    internal ActivityRunner Runner { get; set; } = null!;

    internal AgentEventObserver Observer { get; set; } = null!;

    internal EffectRunner Effects { get; set; } = null!;

    internal AgentLoop Loop { get; set; } = null!;

    internal ActivityCalls Activities { get; set; } = null!;

    internal AgentFacts Facts { get; set; } = null!;
}

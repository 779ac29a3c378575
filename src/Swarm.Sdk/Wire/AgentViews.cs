using Swarm.Protocol;
using Swarm.Protocol.V1;
using Swarm.Sdk.Views;

namespace Swarm.Sdk.Wire;

/// <summary>What an agent says about itself and its peers, in the SDK's words.</summary>
internal static class AgentViews
{
    internal static AgentStatus Of(AgentStatusReply wire) => new(
        wire.Agent,
        wire.Version,
        wire.SwarmId,
        (long)wire.Incarnation,
        wire.Epoch,
        wire.State,
        wire.Endpoint,
        wire.Socket,
        wire.ProcessId,
        CampaignViews.Span(wire.UptimeMicros),
        new BrokerStatus(
            wire.Broker,
            wire.OwnsBroker,
            wire.Durability,
            wire.BrokerConnected,
            wire.HasBrokerAheadMicros ? CampaignViews.Span(wire.BrokerAheadMicros) : null),
        wire.Running,
        wire.Queued,
        ModelCodec.Decode(wire.Offered ?? new()),
        ModelCodec.Decode(wire.Used ?? new()),
        wire.MemoryBytes,
        [.. wire.Runs.Select(Of)],
        new AgentCounters(
            (long)wire.Folded, (long)wire.Decisions, (long)wire.RoundTimeouts, (long)wire.EntriesIgnored,
            (long)wire.PeerMessagesDropped));

    internal static AgentRoster Of(ListAgentsReply wire) => new(wire.Epoch, [.. wire.Agents.Select(Of)]);

    internal static Views.PluginEntry Of(Protocol.V1.PluginEntry wire) =>
        new(wire.Name, wire.Description, wire.Version, wire.Usable, [.. wire.Findings]);

    private static Views.RunningActivity Of(Protocol.V1.RunningActivity wire) => new(
        wire.CampaignId, wire.Activity, wire.Attempt, CampaignViews.Of(wire.State), CampaignViews.Span(wire.AgeMicros));

    private static Views.AgentEntry Of(Protocol.V1.AgentEntry wire) => new(
        wire.Agent,
        (long)wire.Incarnation,
        wire.Endpoint,
        wire.State,
        CampaignViews.Span(wire.RoundTripMicros),
        CampaignViews.Span(wire.SilentMicros),
        [.. wire.Plugins],
        [.. wire.Tags],
        [.. wire.Aliases],
        ModelCodec.Decode(wire.Offered ?? new()),
        wire.SpeedPermille,
        wire.Holding);
}

using System.Diagnostics;
using System.Reflection;
using Swarm.Core;
using Swarm.Plugins;
using Swarm.Protocol;
using V1 = Swarm.Protocol.V1;

namespace Swarm.Agent.Control;

/// <summary>Answers what is asked about agents, and does what their operators want.</summary>
internal sealed class AgentCalls(ControlParts parts, AgentState state)
{
    private const int MaxRuns = 1000;

    /// <summary>The version of this build, for people.</summary>
    internal static string Version { get; } =
        typeof(AgentCalls).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? "";

    internal async Task<V1.AgentStatusReply> StatusAsync(CancellationToken cancellationToken)
    {
        V1.AgentStatusReply reply = await parts.Loop.AskAsync(Describe, cancellationToken);
        using Process process = Process.GetCurrentProcess();
        reply.Version = Version;
        reply.ProcessId = Environment.ProcessId;
        reply.MemoryBytes = process.WorkingSet64;
        reply.UptimeMicros = (long)parts.Time.GetElapsedTime(state.StartedAt).TotalMicroseconds;
        reply.Socket = state.Socket;
        reply.Broker = state.BrokerUrl;
        reply.OwnsBroker = state.OwnsBroker;
        reply.Durability = state.Durability;
        reply.BrokerConnected = parts.Pool.IsConnected;
        reply.PeerMessagesDropped = (ulong)state.PeerMessagesDropped();
        reply.EntriesIgnored = (ulong)state.EntriesIgnored();
        if (await state.ClockAhead(cancellationToken) is { } ahead)
        {
            reply.BrokerAheadMicros = (long)ahead.TotalMicroseconds;
        }

        return reply;
    }

    internal Task<V1.ListAgentsReply> ListAsync(V1.ListAgentsRequest request, CancellationToken cancellationToken) =>
        parts.Loop.AskAsync(
            (core, now) =>
            {
                V1.ListAgentsReply reply = new() { Epoch = core.Reading.View.Epoch };
                reply.Agents.AddRange(new AgentEntries(core.Reading, parts.Facts.Agent, now).List(request.All));
                return reply;
            },
            cancellationToken);

    internal async Task<V1.DrainReply> DrainAsync(V1.DrainRequest request, CancellationToken cancellationToken)
    {
        OperatorCommand command = request.Resume ? OperatorCommand.Resume : OperatorCommand.Drain;
        await state.Mailbox.PostAsync(new AgentInput.Operator(command), cancellationToken);
        int running =
            await parts.Loop.AskAsync((core, _) => core.Reading.Running + core.Reading.Queued, cancellationToken);
        return new V1.DrainReply { Running = running };
    }

    internal async Task<V1.StopReply> StopAsync(V1.StopRequest request, CancellationToken cancellationToken)
    {
        if (!request.WithBroker && await state.WhyNotStop(cancellationToken) is { } why)
        {
            throw new SwarmException(ErrorCode.PeerRefused, why);
        }

        state.StopRequested(new StopWish(TimeSpan.FromMicroseconds(request.GraceMicros), request.WithBroker));
        return new V1.StopReply { ProcessId = Environment.ProcessId };
    }

    internal async Task<V1.ListPluginsReply> PluginsAsync(
        V1.ListPluginsRequest request, CancellationToken cancellationToken)
    {
        V1.ListPluginsReply reply = new();
        IEnumerable<IActivityPlugin> asked =
            parts.Plugins.Plugins.Where(one => request.Name.Length == 0 || one.Name == request.Name);
        foreach (IActivityPlugin plugin in asked)
        {
            PluginReport report = await plugin.ReportAsync(cancellationToken);
            V1.PluginEntry entry = new()
            {
                Name = plugin.Name,
                Description = plugin.Description,
                Version = report.Version,
                Usable = report.IsUsable,
            };
            entry.Findings.AddRange(report.Findings);
            reply.Plugins.Add(entry);
        }

        return reply.Plugins.Count > 0
            ? reply
            : throw new SwarmException(
                ErrorCode.PluginRefused,
                $"agent {parts.Facts.Agent} has no plugin '{Printable.Of(request.Name, 60)}'; "
                + "'swarm plugin list' shows them");
    }

    private V1.AgentStatusReply Describe(AgentCore core, Instant now)
    {
        CoreReading reading = core.Reading;
        bool isMember = core.Self != default && reading.View.Has(core.Self);
        V1.AgentStatusReply reply = new()
        {
            Agent = parts.Facts.Agent.Text,
            SwarmId = reading.Swarm == default ? "" : reading.Swarm.ToString(),
            Incarnation = core.Self.Incarnation.Sequence,
            Epoch = reading.View.Epoch,
            State = state.IsStopping ? "stopping" : core.IsDraining ? "draining" : isMember ? "ready" : "starting",
            Endpoint = parts.Facts.Endpoint,
            Folded = reading.Folded,
            Running = reading.Running,
            Queued = reading.Queued,
            Offered = ModelCodec.Encode(parts.Facts.Capabilities.Resources),
            Used = ModelCodec.Encode(reading.Used),
            Decisions = (ulong)reading.Decisions,
            RoundTimeouts = (ulong)reading.RoundTimeouts,
        };
        reply.Runs.AddRange(reading.Runs.Take(MaxRuns).Select(run => new V1.RunningActivity
        {
            CampaignId = run.Activity.Campaign.Text,
            Activity = reading.Find(run.Activity.Campaign)?.Graph.Activities[run.Activity.Index].Name ?? "",
            Attempt = run.Attempt.Number,
            State = ModelCodec.Encode(run.State),
            AgeMicros = now.Since(run.Since),
        }));
        return reply;
    }
}

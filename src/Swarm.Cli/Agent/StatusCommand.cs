using System.CommandLine;
using Swarm.Cli.Output;
using Swarm.Sdk;
using Swarm.Sdk.Views;

namespace Swarm.Cli.Agent;

/// <summary><c>swarm agent status</c>: one agent as it sees itself.</summary>
internal static class StatusCommand
{
    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(string? Name);

    internal static Command Create(CommandBinder binder)
    {
        Argument<string?> name = AgentArgument.Create();
        return binder.Bind(
            new Command("status", "Show one agent") { name }, parsed => new Options(parsed.GetValue(name)), RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        using SwarmClient client = context.ConnectTo(options.Name);
        context.Output.Write(ReportOf(await client.StatusAsync(cancellationToken)));
        return ExitCode.Done;
    }

    private static Cell ClockOf(BrokerStatus broker)
    {
        if (broker.ClockAhead is not { } ahead)
        {
            return new Cell(null, "-", Tone.Faint);
        }

        Finding finding = BrokerClockCheck.Judge(ahead);
        return new Cell((long)ahead.TotalMicroseconds, finding.What, finding.Verdict);
    }

    private static Report ReportOf(AgentStatus agent) => new Report()
        .Field("agent", "agent", agent.Agent)
        .Field("state", "state", Cell.Of(agent.State, agent.State == "ready" ? Tone.Good : Tone.Strong))
        .Field("version", "version", agent.Version)
        .Field("swarmId", "swarm", agent.SwarmId)
        .Field("endpoint", "endpoint", agent.Endpoint)
        .Field("socket", "socket", agent.Socket)
        .Field("processId", "process", Cell.Of(agent.ProcessId))
        .Field("uptimeMicros", "up", Cell.Of(agent.Uptime))
        .Field("memoryBytes", "memory", Cell.Bytes(agent.MemoryBytes))
        .Field("incarnation", "incarnation", Cell.Of(agent.Incarnation))
        .Field("epoch", "view", Cell.Of(agent.Epoch))
        .Field("broker", "broker", agent.Broker.Address)
        .Field("brokerIsOwn", "own broker", Cell.Of(agent.Broker.IsOwn))
        .Field(
            "brokerConnected", "connected", agent.Broker.IsConnected ? Cell.Of(true) : new Cell(false, "no", Tone.Bad))
        .Field("durability", "durability", agent.Broker.Durability)
        .Field("brokerAheadMicros", "broker's clock", ClockOf(agent.Broker))
        .Field("offered", "offers", Cell.Of(agent.Offered))
        .Field("used", "uses", Cell.Of(agent.Used))
        .Field("running", "running", Cell.Of(agent.Running))
        .Field("queued", "queued", Cell.Of(agent.Queued))
        .Field("folded", "entries read", Cell.Of(agent.Counters.Folded))
        .Field("decisions", "decisions", Cell.Of(agent.Counters.Decisions))
        .Field("roundTimeouts", "round timeouts", Cell.Of(agent.Counters.RoundTimeouts))
        .Field("entriesIgnored", "ignored entries", Cell.Of(agent.Counters.EntriesIgnored))
        .Field("peerMessagesDropped", "dropped messages", Cell.Of(agent.Counters.PeerMessagesDropped))
        .Table("runs", "runs now", Grid.Of(
            agent.Runs,
            new Column<RunningActivity>("campaign", "campaign", run => Cell.Of(run.CampaignId)),
            new("activity", "activity", run => Cell.Of(run.Activity)),
            new("attempt", "attempt", run => Cell.Of(run.Attempt), IsNumber: true),
            new("state", "state", run => Cell.Of(run.State)),
            new("ageMicros", "for", run => Cell.Of(run.Age), IsNumber: true)))
        .InShort(agent.State);
}

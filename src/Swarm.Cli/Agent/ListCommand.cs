using System.CommandLine;
using Swarm.Cli.Output;
using Swarm.Sdk;
using Swarm.Sdk.Views;

namespace Swarm.Cli.Agent;

/// <summary><c>swarm agent list</c>: all agents of the swarm, as one of them sees them.</summary>
internal static class ListCommand
{
    /// <summary>What can be said on the command line.</summary>
    /// <param name="All">Whether those that are gone for long are listed, too.</param>
    internal sealed record Options(bool All);

    internal static Command Create(CommandBinder binder)
    {
        Option<bool> all = new("--all", "-a") { Description = "Also those that are gone for more than 10 minutes" };
        return binder.Bind(
            new Command("list", "List the agents of the swarm") { all },
            parsed => new Options(parsed.GetValue(all)),
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        using SwarmClient client = context.Connect();
        AgentRoster roster = await client.AgentsAsync(options.All, cancellationToken);
        context.Output.Write(Report.OfList(Grid.Of(
            roster.Agents,
            new Column<AgentEntry>("agent", "agent", a => Cell.Of(a.Agent)),
            new("state", "state", a => Cell.Of(
                a.State, a.State is "suspected" or "lost" or "barred" or "evicted" ? Tone.Bad : Tone.Plain)),
            new("endpoint", "endpoint", a => Cell.Of(a.Endpoint)),
            new("roundTripMicros", "round trip", a => Cell.Of(a.RoundTrip), IsNumber: true),
            new("silentMicros", "silent", a => Cell.Of(a.Silent), IsNumber: true),
            new("offered", "offers", a => Cell.Of(a.Offered)),
            new("speedPermille", "speed", a => new Cell(
                (long)a.SpeedPermille, $"{a.SpeedPermille / 10} %"), IsNumber: true),
            new("holding", "holds", a => Cell.Count(a.Holding), IsNumber: true),
            new("plugins", "plugins", a => Cell.Of(a.Plugins)),
            new("tags", "tags", a => Cell.Of(a.Tags)),
            new("aliases", "aliases", a => Cell.Of(a.Aliases)))));
        return ExitCode.Done;
    }
}

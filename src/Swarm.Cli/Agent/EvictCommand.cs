using System.CommandLine;
using Swarm.Cli.Output;
using Swarm.Sdk;

namespace Swarm.Cli.Agent;

/// <summary><c>swarm agent evict</c>: an agent is put out of the swarm until it is pardoned.</summary>
internal static class EvictCommand
{
    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(string Name, string? Reason);

    internal static Command Create(CommandBinder binder)
    {
        Argument<string> name = new("NAME") { Description = "The agent to put out" };
        Option<string?> reason = new("--reason") { Description = "One line for people" };
        return binder.Bind(
            new Command("evict", "Put an agent out of the swarm until it is pardoned") { name, reason },
            parsed => new Options(parsed.GetRequiredValue(name), parsed.GetValue(reason)),
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        using SwarmClient client = context.Connect();
        await client.EvictAsync(options.Name, options.Reason ?? "", cancellationToken);
        context.Output.Write(new Report()
            .Field("agent", "agent", options.Name)
            .Field("evicted", "evicted", Cell.Of(true))
            .InShort(options.Name));
        return ExitCode.Done;
    }
}

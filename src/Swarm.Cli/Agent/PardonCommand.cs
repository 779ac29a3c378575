using System.CommandLine;
using Swarm.Cli.Output;
using Swarm.Sdk;

namespace Swarm.Cli.Agent;

/// <summary><c>swarm agent pardon</c>: an agent that was barred or evicted is let in again.</summary>
internal static class PardonCommand
{
    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(string Name);

    internal static Command Create(CommandBinder binder)
    {
        Argument<string> name = new("NAME") { Description = "The agent to let in again" };
        return binder.Bind(
            new Command("pardon", "Let an agent in again that was barred or evicted") { name },
            parsed => new Options(parsed.GetRequiredValue(name)),
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        using SwarmClient client = context.Connect();
        await client.PardonAsync(options.Name, cancellationToken);
        context.Output.Write(new Report()
            .Field("agent", "agent", options.Name)
            .Field("pardoned", "pardoned", Cell.Of(true))
            .InShort(options.Name));
        return ExitCode.Done;
    }
}

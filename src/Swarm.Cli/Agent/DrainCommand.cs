using System.CommandLine;
using Swarm.Cli.Output;
using Swarm.Sdk;

namespace Swarm.Cli.Agent;

/// <summary><c>swarm agent drain</c>: an agent takes nothing new, or new work again.</summary>
internal static class DrainCommand
{
    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(string? Name, bool Resume);

    internal static Command Create(CommandBinder binder)
    {
        Argument<string?> name = AgentArgument.Create();
        Option<bool> resume = new("--resume") { Description = "Take new work again" };
        return binder.Bind(
            new Command("drain", "Let an agent finish what it runs and take nothing new") { name, resume },
            parsed => new Options(parsed.GetValue(name), parsed.GetValue(resume)),
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        using SwarmClient client = context.ConnectTo(options.Name);
        int running = await client.DrainAsync(options.Resume, cancellationToken);
        context.Output.Write(new Report()
            .Field("agent", "agent", client.Agent)
            .Field("draining", "draining", Cell.Of(!options.Resume))
            .Field("running", "still runs", Cell.Of(running))
            .InShort(client.Agent));
        return ExitCode.Done;
    }
}

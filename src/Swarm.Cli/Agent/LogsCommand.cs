using System.CommandLine;
using Swarm.Model;
using Swarm.Sdk;

namespace Swarm.Cli.Agent;

/// <summary><c>swarm agent logs</c>: what a detached agent of this machine says.</summary>
internal static class LogsCommand
{
    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(string? Name, string? State, LogView View);

    internal static Command Create(CommandBinder binder)
    {
        Argument<string?> name = AgentArgument.Create();
        Option<bool> follow = new("--follow", "-f") { Description = "Go on with what is added" };
        Option<int> lines = new("--lines", "-n")
        {
            Description = "The last this many lines",
            DefaultValueFactory = _ => 50,
        };
        Option<string?> state = new("--state")
        {
            Description = "Its state folder, if it has one of its own",
            HelpName = "DIR",
        };
        return binder.Bind(
            new Command("logs", "Show what a detached agent says") { name, follow, lines, state },
            parsed => new Options(
                parsed.GetValue(name),
                parsed.GetValue(state),
                new LogView(Math.Max(0, parsed.GetValue(lines)), parsed.GetValue(follow))),
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        string folder = options.State ?? FolderOf(options.Name ?? context.Agent, context);
        string file = Path.Combine(folder, AgentPlace.LogFileName);
        if (!File.Exists(file))
        {
            throw new SwarmException(
                ErrorCode.PeerUnreachable,
                $"There is no log at '{file}'. Only an agent that was started with --detach writes one; another "
                    + "--state DIR may be meant.");
        }

        try
        {
            await LogTail.WriteAsync(file, options.View, context, cancellationToken);
        }
        catch (OperationCanceledException) when (options.View.Follow)
        {
            // Following ends when somebody has seen enough.
        }

        return ExitCode.Done;
    }

    private static string FolderOf(string? wanted, CommandContext context)
    {
        // An agent that died has a log too, so its name alone will do; only without one somebody living is looked for.
        string name = wanted ?? context.Variable(AgentLocator.AgentVariable) ?? context.Locate(null).Text;
        return AgentId.TryParse(name, out AgentId id) ? context.Locator.StateFolderOf(id.Text)
            : Path.GetDirectoryName(Path.GetFullPath(name)) ?? name;
    }
}

using System.CommandLine;
using Swarm.Cli.Output;
using Swarm.Sdk;

namespace Swarm.Cli.Plugin;

/// <summary><c>swarm plugin list</c>: what an agent can run.</summary>
internal static class ListCommand
{
    /// <summary>What can be said on the command line: nothing of its own.</summary>
    internal sealed record Options;

    internal static Command Create(CommandBinder binder) =>
        binder.Bind(new Command("list", "List the plugins of an agent"), _ => new Options(), RunAsync);

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        using SwarmClient client = context.Connect();
        context.Output.Write(
            Report.OfList(PluginReports.List(await client.PluginsAsync("", check: false, cancellationToken))));
        return ExitCode.Done;
    }
}

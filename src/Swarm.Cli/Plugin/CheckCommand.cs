using System.CommandLine;
using Swarm.Cli.Output;
using Swarm.Model;
using Swarm.Sdk;
using Swarm.Sdk.Views;

namespace Swarm.Cli.Plugin;

/// <summary><c>swarm plugin check</c>: lets an agent look anew whether its plugins work there.</summary>
internal static class CheckCommand
{
    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(string Name);

    internal static Command Create(CommandBinder binder)
    {
        Argument<string> name = new("NAME")
        {
            Description = "The plugin; all if nothing is said",
            DefaultValueFactory = _ => "",
        };
        return binder.Bind(
            new Command("check", "Look anew whether plugins work") { name },
            parsed => new Options(parsed.GetRequiredValue(name)),
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        using SwarmClient client = context.Connect();
        IReadOnlyList<PluginEntry> plugins = await client.PluginsAsync(options.Name, check: true, cancellationToken);
        if (plugins.Count == 0)
        {
            throw new SwarmException(
                ErrorCode.NobodyCanRun,
                $"{client.Agent} has no plugin '{Printable.Of(options.Name)}'. See what there is with 'swarm plugin "
                    + "list'.");
        }

        context.Output.Write(Report.OfList(PluginReports.List(plugins)));
        return plugins.All(plugin => plugin.IsUsable) ? ExitCode.Done : ExitCode.Failed;
    }
}

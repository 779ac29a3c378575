using System.CommandLine;
using Swarm.Cli.Output;
using Swarm.Sdk;
using Swarm.Sdk.Views;

namespace Swarm.Cli.Campaign;

/// <summary><c>swarm campaign list</c>: the campaigns this swarm knows, newest first.</summary>
internal static class ListCommand
{
    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(int Limit);

    internal static Command Create(CommandBinder binder)
    {
        Option<int> limit = new("--limit", "-n") { Description = "At most this many", DefaultValueFactory = _ => 20 };
        return binder.Bind(
            new Command("list", "List campaigns, newest first") { limit },
            parsed => new Options(parsed.GetValue(limit)),
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        using SwarmClient client = context.Connect();
        IReadOnlyList<CampaignSummary> campaigns = await client.ListCampaignsAsync(options.Limit, cancellationToken);
        context.Output.Write(Report.OfList(CampaignReports.List(campaigns, context.Time)));
        if (campaigns.Count == 0)
        {
            context.Terminal.Say("No campaign yet. Run one with 'swarm campaign run FILE.cs'.");
        }

        return ExitCode.Done;
    }
}

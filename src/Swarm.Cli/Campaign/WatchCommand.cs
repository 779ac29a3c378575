using System.CommandLine;
using Swarm.Cli.Output;
using Swarm.Sdk;
using Swarm.Sdk.Views;

namespace Swarm.Cli.Campaign;

/// <summary><c>swarm campaign watch</c>: follows a campaign to its end, over lost connections.</summary>
internal static class WatchCommand
{
    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(string Campaign, long From);

    internal static Command Create(CommandBinder binder)
    {
        Argument<string> campaign = CampaignArgument.OrLast();
        Option<long> from = new("--from") { Description = "Only changes with a higher number than this" };
        return binder.Bind(
            new Command("watch", "Follow a campaign to its end") { campaign, from },
            parsed => new Options(parsed.GetRequiredValue(campaign), parsed.GetValue(from)),
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        using SwarmClient client = context.Connect();
        CampaignReport report = await new Follower(client, context).FollowAsync(
            options.Campaign, options.From, cancellationToken);
        if (context.Form == OutputForm.Table)
        {
            context.Output.Write(CampaignReports.Of(report, context.Time));
        }
        else if (context.Form == OutputForm.Quiet)
        {
            context.Output.Write(new Report().InShort(report.Summary.State.ToString()));
        }

        return CampaignEnd.CodeOf(report);
    }
}

using System.CommandLine;
using Swarm.Sdk;
using Swarm.Sdk.Views;

namespace Swarm.Cli.Campaign;

/// <summary>
/// <c>swarm campaign show</c>: one campaign with its activities, its outputs and the root cause of a failure.
/// </summary>
internal static class ShowCommand
{
    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(string Campaign, bool OnlyFailed, int Skip, int Limit);

    internal static Command Create(CommandBinder binder)
    {
        Argument<string> campaign = CampaignArgument.OrLast();
        Option<bool> failed = new("--failed") { Description = "Only activities that did not end well" };
        Option<int> skip = new("--skip") { Description = "Leave out this many activities" };
        Option<int> limit = new("--limit", "-n") { Description = "At most this many activities; 0 for a thousand" };
        return binder.Bind(
            new Command("show", "Show a campaign with its activities") { campaign, failed, skip, limit },
            parsed => new Options(
                parsed.GetRequiredValue(campaign), parsed.GetValue(failed), parsed.GetValue(skip), parsed.GetValue(
                    limit)),
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        using SwarmClient client = context.Connect();
        ActivityPage page = new(options.Skip, options.Limit, options.OnlyFailed);
        CampaignReport report = await client.ShowCampaignAsync(options.Campaign, page, cancellationToken);
        context.Output.Write(CampaignReports.Of(report, context.Time));
        return ExitCode.Done;
    }
}

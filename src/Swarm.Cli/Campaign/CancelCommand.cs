using System.CommandLine;
using Swarm.Cli.Output;
using Swarm.Sdk;

namespace Swarm.Cli.Campaign;

/// <summary><c>swarm campaign cancel</c>: ends whatever of a campaign is not final.</summary>
internal static class CancelCommand
{
    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(string Campaign, string Reason);

    internal static Command Create(CommandBinder binder)
    {
        Argument<string> campaign = CampaignArgument.Required();
        Option<string> reason = new("--reason", "-r")
        {
            Description = "Why; it is kept with the campaign",
            DefaultValueFactory = _ => "",
        };
        return binder.Bind(
            new Command("cancel", "Cancel a campaign; doing it twice is doing it once") { campaign, reason },
            parsed => new Options(parsed.GetRequiredValue(campaign), parsed.GetRequiredValue(reason)),
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        using SwarmClient client = context.Connect();
        bool canceled = await client.CancelCampaignAsync(options.Campaign, options.Reason, cancellationToken);
        context.Output.Write(new Report()
            .Field("campaign", "campaign", options.Campaign)
            .Field("canceled", "canceled", canceled ? Cell.Of(true) : new Cell(false, "no, it was over already"))
            .InShort(options.Campaign));
        return ExitCode.Done;
    }
}

using System.CommandLine;
using Swarm.Cli.Output;
using Swarm.Sdk;

namespace Swarm.Cli.Campaign;

/// <summary><c>swarm campaign retry</c>: tries failed, canceled and skipped activities anew.</summary>
internal static class RetryCommand
{
    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(string Campaign, IReadOnlyList<string> Activities);

    internal static Command Create(CommandBinder binder)
    {
        Argument<string> campaign = CampaignArgument.Required();
        Argument<string[]> activities = new("ACTIVITY")
        {
            Description = "Names of activities; none for all that did not end well",
            Arity = ArgumentArity.ZeroOrMore,
        };
        return binder.Bind(
            new Command("retry", "Try what did not end well anew") { campaign, activities },
            parsed => new Options(parsed.GetRequiredValue(campaign), parsed.GetValue(activities) ?? []),
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        using SwarmClient client = context.Connect();
        int reopened = await client.RetryCampaignAsync(options.Campaign, options.Activities, cancellationToken);
        context.Output.Write(new Report()
            .Field("campaign", "campaign", options.Campaign)
            .Field("reopened", "tried anew", Cell.Of(reopened))
            .InShort(options.Campaign));
        context.Terminal.Say(reopened == 0
            ? "There was nothing to retry."
            : $"Follow it with 'swarm campaign watch {options.Campaign}{context.AgentFlag}'.");
        return ExitCode.Done;
    }
}

using System.CommandLine;
using Swarm.Cli.Campaign;
using Swarm.Cli.Output;
using Swarm.Sdk;
using Swarm.Sdk.Views;

namespace Swarm.Cli.Activity;

/// <summary><c>swarm activity explain</c>: why an activity is not running, or why it runs where it runs.</summary>
internal static class ExplainCommand
{
    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(ActivitySelector Activity);

    internal static Command Create(CommandBinder binder)
    {
        Argument<string[]> activity = ActivitySelector.CreateArgument();
        return binder.Bind(
            new Command("explain", "Say why an activity is not running, or why it runs where it runs") { activity },
            parsed => new Options(ActivitySelector.Parse(parsed.GetRequiredValue(activity))),
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        using SwarmClient client = context.Connect();
        Explanation explanation = await client.ExplainActivityAsync(
            options.Activity.Campaign, options.Activity.Activity, cancellationToken);
        context.Output.Write(new Report()
            .Lines("reasons", "", explanation.Reasons)
            .Table("candidates", "agents, the cheapest first", PlanReports.Candidates(explanation.Candidates))
            .InShort(explanation.Reasons));
        return ExitCode.Done;
    }
}

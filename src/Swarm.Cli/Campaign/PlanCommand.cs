using System.CommandLine;
using Swarm.Sdk;
using Swarm.Sdk.Authoring;
using Swarm.Sdk.Views;

namespace Swarm.Cli.Campaign;

/// <summary><c>swarm campaign plan</c>: order, candidate agents and bytes to move, without running anything.</summary>
internal static class PlanCommand
{
    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(FileInfo File, IReadOnlyList<string> Arguments);

    internal static Command Create(CommandBinder binder)
    {
        Argument<FileInfo> file = new("FILE") { Description = "The campaign, a C# file" };
        Argument<string[]> arguments = ProgramArguments.Create();
        return binder.Bind(
            new Command("plan", "Show what a campaign would do, without running it") { file, arguments },
            parsed => new Options(parsed.GetRequiredValue(file), parsed.GetValue(arguments) ?? []),
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        ProgramOrder order = ProgramOrder.Of(options.File, CampaignNotice.PlanMode, null, options.Arguments, context);
        using SwarmClient client = context.Connect();
        using CampaignProgram program = CampaignProgram.Start(order, context);
        Task pump = program.PumpAsync(cancellationToken);
        (CampaignNotice Notice, byte[] Campaign)? frozen = await program.NextAsync(cancellationToken);
        await program.WaitAsync(cancellationToken);
        await pump;
        if (frozen is not { } found)
        {
            return ProgramEnd.WithoutCampaign(program.ExitCode, options.File, context);
        }

        CampaignPlan plan = await client.PlanAsync(found.Campaign, cancellationToken);
        context.Output.Write(PlanReports.Of(found.Notice, plan));
        return plan.Problems.Count == 0 ? ExitCode.Done : ExitCode.NotFound;
    }
}

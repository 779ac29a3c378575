using System.CommandLine;
using Swarm.Sdk;
using Swarm.Sdk.Authoring;
using Swarm.Sdk.Formats;
using Swarm.Sdk.Views;

namespace Swarm.Cli.Campaign;

/// <summary><c>swarm campaign plan</c>: order, candidate agents and bytes to move, without running anything.</summary>
internal static class PlanCommand
{
    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(FileInfo File, double TimeScale, IReadOnlyList<string> Arguments);

    internal static Command Create(CommandBinder binder)
    {
        Argument<FileInfo> file = new("FILE") { Description = CampaignDocument.Described };
        Option<double> scale = ReplayOption.Create();
        Argument<string[]> arguments = ProgramArguments.Create();
        return binder.Bind(
            new Command("plan", "Show what a campaign would do, without running it") { file, scale, arguments },
            parsed => new Options(
                parsed.GetRequiredValue(file), parsed.GetValue(scale), parsed.GetValue(arguments) ?? []),
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        if (CampaignDocument.Is(options.File))
        {
            WfFormatOptions replay = new() { TimeScale = options.TimeScale };
            Sdk.Campaign campaign = await CampaignDocument.ReadAsync(options.File, replay, context, cancellationToken);
            FrozenCampaign frozen = await campaign.FreezeAsync(cancellationToken);
            using SwarmClient asked = context.Connect();
            CampaignNotice notice = new(frozen.Graph.Id.Text, frozen.Graph.Name, "", 0);
            return Write(notice, await asked.PlanAsync(frozen.Bytes, cancellationToken), context);
        }

        ProgramOrder order = ProgramOrder.Of(options.File, CampaignNotice.PlanMode, null, options.Arguments, context);
        using SwarmClient client = context.Connect();
        using CampaignProgram program = CampaignProgram.Start(order, context);
        Task pump = program.PumpAsync(cancellationToken);
        (CampaignNotice Notice, byte[] Campaign)? handed = await program.NextAsync(cancellationToken);
        await program.WaitAsync(cancellationToken);
        await pump;
        return handed is { } found
            ? Write(found.Notice, await client.PlanAsync(found.Campaign, cancellationToken), context)
            : ProgramEnd.WithoutCampaign(program.ExitCode, options.File, context);
    }

    private static int Write(CampaignNotice notice, CampaignPlan plan, CommandContext context)
    {
        context.Output.Write(PlanReports.Of(notice, plan));
        return plan.Problems.Count == 0 ? ExitCode.Done : ExitCode.NotFound;
    }
}

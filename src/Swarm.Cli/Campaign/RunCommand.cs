using System.CommandLine;
using Swarm.Cli.Output;
using Swarm.Model;
using Swarm.Sdk;
using Swarm.Sdk.Authoring;
using Swarm.Sdk.Formats;
using Swarm.Sdk.Views;

namespace Swarm.Cli.Campaign;

/// <summary><c>swarm campaign run</c>: runs a campaign file and follows what it dispatches to its end.</summary>
internal static class RunCommand
{
    private const string Mode = "run";

    private static readonly TimeSpan s_cancelLimit = TimeSpan.FromSeconds(30);

    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(
        FileInfo File, string? Id, bool CancelOnExit, double TimeScale, IReadOnlyList<string> Arguments);

    internal static Command Create(CommandBinder binder)
    {
        Argument<FileInfo> file = new("FILE") { Description = CampaignDocument.Described };
        Option<string?> id = new("--id")
        {
            Description = "Fixes the campaign's id: the same id and body is the same run",
        };
        Option<bool> cancel = new("--cancel-on-exit")
        {
            Description = "Ctrl-C cancels the campaign instead of detaching",
        };
        Option<double> scale = ReplayOption.Create();
        Argument<string[]> arguments = ProgramArguments.Create();
        return binder.Bind(
            new Command("run", "Run a campaign and follow it; Ctrl-C detaches") { file, id, cancel, scale, arguments },
            parsed => new Options(
                parsed.GetRequiredValue(file),
                parsed.GetValue(id),
                parsed.GetValue(cancel),
                parsed.GetValue(scale),
                parsed.GetValue(arguments) ?? []),
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        List<string> dispatched = [];
        try
        {
            return CampaignDocument.Is(options.File)
                ? await RunDocumentAsync(options, dispatched, context, cancellationToken)
                : await RunProgramAsync(options, dispatched, context, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await LeaveAsync(options, dispatched, context);
            return ExitCode.Interrupted;
        }
    }

    private static async Task<int> RunProgramAsync(
        Options options, List<string> dispatched, CommandContext context, CancellationToken cancellationToken)
    {
        ProgramOrder order = ProgramOrder.Of(options.File, Mode, options.Id, options.Arguments, context);
        using SwarmClient client = context.Connect();
        using CampaignProgram program = CampaignProgram.Start(order, context);
        Task pump = program.PumpAsync(cancellationToken);
        int code = ExitCode.Done;
        while (await program.NextAsync(cancellationToken) is { } handed)
        {
            dispatched.Add(handed.Notice.Id);
            int end = await FollowAsync(handed.Notice, client, context, cancellationToken);
            code = code == ExitCode.Done ? end : code;
        }

        await program.WaitAsync(cancellationToken);
        await pump;
        return dispatched.Count == 0
            ? ProgramEnd.WithoutCampaign(program.ExitCode, options.File, context)
            : CodeOf(code, program.ExitCode, options.File, context);
    }

    private static async Task<int> RunDocumentAsync(
        Options options, List<string> dispatched, CommandContext context, CancellationToken cancellationToken)
    {
        WfFormatOptions replay = new() { Id = options.Id, TimeScale = options.TimeScale };
        Sdk.Campaign campaign = await CampaignDocument.ReadAsync(options.File, replay, context, cancellationToken);
        FrozenCampaign frozen = await campaign.FreezeAsync(cancellationToken);
        using SwarmClient client = context.Connect();
        IReadOnlyList<string> warnings = await client.SubmitAsync(frozen, cancellationToken);
        dispatched.Add(frozen.Graph.Id.Text);
        CampaignNotice notice = new(frozen.Graph.Id.Text, frozen.Graph.Name, "", 0) { Warnings = warnings };
        return await FollowAsync(notice, client, context, cancellationToken);
    }

    private static async Task<int> FollowAsync(
        CampaignNotice notice, SwarmClient client, CommandContext context, CancellationToken cancellationToken)
    {
        context.Terminal.Say($"Campaign '{Printable.Of(notice.Name)}' is {notice.Id}.");
        foreach (string warning in notice.Warnings)
        {
            context.Terminal.Say($"Warning: {Printable.Of(warning, 1000)}.");
        }

        CampaignReport report = await new Follower(client, context).FollowAsync(notice.Id, 0, cancellationToken);
        Write(report, context);
        return CampaignEnd.CodeOf(report);
    }

    /// <summary>The campaign's end decides; a program that stumbled after a good campaign is still a failure.</summary>
    private static int CodeOf(int campaign, int program, FileInfo file, CommandContext context)
    {
        if (campaign != ExitCode.Done || program == ExitCode.Done)
        {
            return campaign;
        }

        context.Terminal.Say($"The campaign ended well, but '{file.Name}' ended with {program}.");
        return ExitCode.Failed;
    }

    private static void Write(CampaignReport report, CommandContext context)
    {
        switch (context.Form)
        {
            case OutputForm.Json:
                context.Output.WriteEvent(CampaignReports.Of(report, context.Time), "");
                break;
            default:
                context.Output.Write(CampaignReports.Of(report, context.Time));
                break;
        }
    }

    private static async Task LeaveAsync(Options options, List<string> dispatched, CommandContext context)
    {
        using SwarmClient client = context.Connect();
        using CancellationTokenSource limit = new(s_cancelLimit, context.Time);
        foreach (string id in dispatched)
        {
            if (options.CancelOnExit)
            {
                await client.CancelCampaignAsync(id, "interrupted", limit.Token);
                context.Terminal.Say($"Canceled campaign {id}.");
            }
            else
            {
                context.Terminal.Say(
                    $"Detached; the campaign goes on.\n  watch it:  swarm campaign watch {id}{context.AgentFlag}\n"
                    + $"  cancel it: swarm campaign cancel {id}{context.AgentFlag}");
            }
        }

        if (dispatched.Count == 0)
        {
            context.Terminal.Say("Interrupted; nothing was dispatched.");
        }
    }
}

using System.CommandLine;
using Swarm.Cli.Output;
using Swarm.Model;
using Swarm.Sdk;
using Swarm.Sdk.Views;

namespace Swarm.Cli.Campaign;

/// <summary><c>swarm campaign run</c>: runs a campaign file and follows what it dispatches to its end.</summary>
internal static class RunCommand
{
    private const string Mode = "run";

    private static readonly TimeSpan s_cancelLimit = TimeSpan.FromSeconds(30);

    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(FileInfo File, string? Id, bool CancelOnExit, IReadOnlyList<string> Arguments);

    internal static Command Create(CommandBinder binder)
    {
        Argument<FileInfo> file = new("FILE") { Description = "The campaign, a C# file" };
        Option<string?> id = new("--id")
        {
            Description = "Fixes the campaign's id: the same id and body is the same run",
        };
        Option<bool> cancel = new("--cancel-on-exit")
        {
            Description = "Ctrl-C cancels the campaign instead of detaching",
        };
        Argument<string[]> arguments = ProgramArguments.Create();
        return binder.Bind(
            new Command("run", "Run a campaign and follow it; Ctrl-C detaches") { file, id, cancel, arguments },
            parsed => new Options(
                parsed.GetRequiredValue(file), parsed.GetValue(id), parsed.GetValue(cancel), parsed.GetValue(
                    arguments) ?? []),
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        ProgramOrder order = ProgramOrder.Of(options.File, Mode, options.Id, options.Arguments, context);
        using SwarmClient client = context.Connect();
        using CampaignProgram program = CampaignProgram.Start(order, context);
        Task pump = program.PumpAsync(cancellationToken);
        List<string> dispatched = [];
        try
        {
            int code = ExitCode.Done;
            while (await program.NextAsync(cancellationToken) is { } handed)
            {
                dispatched.Add(handed.Notice.Id);
                context.Terminal.Say($"Campaign '{Printable.Of(handed.Notice.Name)}' is {handed.Notice.Id}.");
                foreach (string warning in handed.Notice.Warnings)
                {
                    context.Terminal.Say($"Warning: {Printable.Of(warning, 1000)}.");
                }

                CampaignReport report = await new Follower(client, context).FollowAsync(
                    handed.Notice.Id, 0, cancellationToken);
                Write(report, context);
                code = code == ExitCode.Done ? CampaignEnd.CodeOf(report) : code;
            }

            await program.WaitAsync(cancellationToken);
            await pump;
            return dispatched.Count == 0
                ? ProgramEnd.WithoutCampaign(program.ExitCode, options.File, context)
                : CodeOf(code, program.ExitCode, options.File, context);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await LeaveAsync(options, dispatched, client, context);
            return ExitCode.Interrupted;
        }
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

    private static async Task LeaveAsync(
        Options options, List<string> dispatched, SwarmClient client, CommandContext context)
    {
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

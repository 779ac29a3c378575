using System.CommandLine;
using System.Diagnostics;
using Swarm.Cli.Output;
using Swarm.Model;
using Swarm.Sdk;

namespace Swarm.Cli.Agent;

/// <summary>
/// <c>swarm agent stop</c>: asks an agent to end, waits until its process is gone, and with <c>--now</c> insists.
/// </summary>
internal static class StopCommand
{
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_patienceNow = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(string? Name, TimeSpan Grace, bool Now, bool WithBroker);

    internal static Command Create(CommandBinder binder)
    {
        Argument<string?> name = AgentArgument.Create();
        Option<double> grace = new("--grace")
        {
            Description = "Seconds that running activities may go on",
            DefaultValueFactory = _ => 30,
        };
        Option<bool> now = new("--now") { Description = "End it at once, with SIGKILL if need be" };
        Option<bool> broker = new("--with-broker") { Description = "End its broker too although other agents use it" };
        return binder.Bind(
            new Command("stop", "Stop an agent") { name, grace, now, broker },
            parsed => new Options(
                parsed.GetValue(name),
                TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(grace), 0, 86400)),
                parsed.GetValue(now),
                parsed.GetValue(broker)),
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        AgentAddress address = context.Locate(options.Name);
        PidFile? process = await AskAsync(options, address, context, cancellationToken);
        if (process is null)
        {
            throw new SwarmException(
                ErrorCode.PeerUnreachable, $"Agent '{address}' does not run here. "
                + "See 'swarm agent list' for those that do.");
        }

        TimeSpan patience = options.Now ? s_patienceNow : options.Grace + s_margin;
        if (!await IsGoneAsync(process, patience, context, cancellationToken))
        {
            if (!options.Now)
            {
                context.Terminal.Say(
                    $"Agent '{address}' (process {process.ProcessId}) still runs after {Units.Span(patience)}. "
                    + $"End it at once with 'swarm agent stop {address} --now'.");
                return ExitCode.Failed;
            }

            using Process doomed = Process.GetProcessById(process.ProcessId);
            doomed.Kill();
            await IsGoneAsync(process, s_patienceNow, context, cancellationToken);
            context.Terminal.Say(
                $"Agent '{address}' did not end of itself; its process {process.ProcessId} was killed.");
        }

        context.Output.Write(new Report()
            .Field("agent", "stopped", address.Text)
            .Field("processId", "process", Cell.Of(process.ProcessId))
            .InShort(address.Text));
        return ExitCode.Done;
    }

    /// <summary>
    /// Asks the agent to end; the answer is its process. One that does not answer is known by its pid file.
    /// </summary>
    private static async Task<PidFile?> AskAsync(
        Options options, AgentAddress address, CommandContext context, CancellationToken cancellationToken)
    {
        TimeSpan grace = options.Now ? TimeSpan.Zero : options.Grace;
        PidFile? written = PidFile.Read(StateFolderOf(address, context)) is { } file && file.IsAlive() ? file : null;
        try
        {
            using SwarmClient client = SwarmClient.Connect([address]);
            int processId = await client.StopAsync(grace, options.WithBroker, cancellationToken);
            return written?.ProcessId == processId ? written : PidFile.Of(processId) ?? new PidFile(processId, -1);
        }
        catch (SwarmException silent) when (silent.Code == ErrorCode.PeerUnreachable && written is not null)
        {
            return options.Now ? written : throw new SwarmException(
                silent.Code,
                $"Agent '{address}' runs as process {written.ProcessId} but does not answer. "
                + $"End it with 'swarm agent stop {address} --now'.",
                silent);
        }
        catch (SwarmException silent) when (silent.Code == ErrorCode.PeerUnreachable)
        {
            return null;
        }
    }

    private static string StateFolderOf(AgentAddress address, CommandContext context) =>
        AgentId.TryParse(address.Text, out AgentId name) ? context.Locator.StateFolderOf(name.Text)
        : Path.GetDirectoryName(address.Socket) ?? "";

    private static async Task<bool> IsGoneAsync(
        PidFile process, TimeSpan patience, CommandContext context, CancellationToken cancellationToken)
    {
        long began = context.Time.GetTimestamp();
        while (process.IsAlive())
        {
            if (context.Time.GetElapsedTime(began) > patience)
            {
                return false;
            }

            await Task.Delay(s_pause, context.Time, cancellationToken);
        }

        return true;
    }
}

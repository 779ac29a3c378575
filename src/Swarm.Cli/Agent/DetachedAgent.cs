using System.Diagnostics;
using Swarm.Cli.Output;
using Swarm.Model;
using Swarm.Sdk;
using Swarm.Sdk.Views;

namespace Swarm.Cli.Agent;

/// <summary>Starts this very program again as an agent in the background, and waits until it is ready.</summary>
internal sealed class DetachedAgent(AgentPlace place, CommandContext context)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Starts it; the answer is the exit code: 0 when it is ready, else its own.</summary>
    internal async Task<int> StartAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        long logBegins = File.Exists(place.LogFile) ? new FileInfo(place.LogFile).Length : 0;
        using Process process = new() { StartInfo = StartOf(arguments) };
        process.Start();
        long began = context.Time.GetTimestamp();
        while (!process.HasExited && context.Time.GetElapsedTime(began) < s_limit)
        {
            if (await StatusAsync(process.Id, cancellationToken) is { State: "ready" } status)
            {
                return SayReady(status);
            }

            await Task.Delay(s_pause, context.Time, cancellationToken);
        }

        if (process.HasExited)
        {
            context.Terminal.Say(LogTail.LastLineSince(place.LogFile, logBegins)
                ?? $"Agent '{place.Name}' ended with {process.ExitCode} and said nothing.");
            return process.ExitCode;
        }

        context.Terminal.Say(
            $"Agent '{place.Name}' runs as process {process.Id} but is not ready after {Units.Span(s_limit)}. "
            + $"See 'swarm agent logs {place.Name}'; end it with 'swarm agent stop {place.Name}'.");
        return ExitCode.Unreachable;
    }

    private int SayReady(AgentStatus status)
    {
        context.Terminal.Say(
            $"Agent '{status.Agent}' is ready: process {status.ProcessId}, {status.Endpoint}, log {place.LogFile}");
        context.Output.Write(new Report()
            .Field("agent", "agent", status.Agent)
            .Field("processId", "process", Cell.Of(status.ProcessId))
            .Field("endpoint", "endpoint", status.Endpoint)
            .Field("socket", "socket", place.Socket)
            .Field("state", "state", place.StateFolder)
            .Field("log", "log", place.LogFile)
            .InShort(status.Agent));
        return ExitCode.Done;
    }

    /// <summary>What the new process says of itself; an older one behind the same socket does not count.</summary>
    private async Task<AgentStatus?> StatusAsync(int processId, CancellationToken cancellationToken)
    {
        if (!File.Exists(place.Socket))
        {
            return null;
        }

        try
        {
            using SwarmClient client = SwarmClient.Connect([AgentAddress.OfSocket(place.Name, place.Socket)]);
            AgentStatus status = await client.StatusAsync(cancellationToken);
            return status.ProcessId == processId ? status : null;
        }
        catch (SwarmException)
        {
            return null;
        }
    }

    private ProcessStartInfo StartOf(IReadOnlyList<string> arguments)
    {
        string self = Environment.ProcessPath ?? throw new HostUnfitException(
            "This program does not know its own path.");
        ProcessStartInfo start = new(self) { UseShellExecute = false };
        Detachment.Ask(start.Environment, place.LogFile);
        if (Path.GetFileNameWithoutExtension(self) == "dotnet")
        {
            start.ArgumentList.Add("exec");
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "swarm.dll"));
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }
}

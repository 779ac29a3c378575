using System.CommandLine;
using Swarm.Model;
using Swarm.Sdk;

namespace Swarm.Cli.Agent;

/// <summary><c>swarm agent start</c>: an agent in the foreground, or with <c>--detach</c> in the background.</summary>
internal static class StartCommand
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <summary>What can be said on the command line.</summary>
    /// <param name="Order">How the agent is configured.</param>
    /// <param name="Detach">Whether to return when it is ready.</param>
    /// <param name="Arguments">The command line as it was, for the process in the background.</param>
    internal sealed record Options(AgentOrder Order, bool Detach, IReadOnlyList<string> Arguments);

    internal static Command Create(CommandBinder binder)
    {
        StartFlags flags = new();
        Option<bool> detach = new("--detach", "-d")
        {
            Description = "Return when it is ready; it goes on in the background",
        };
        Command command = new("start", "Start an agent; it stays in the foreground") { detach };
        flags.AddTo(command);
        return binder.Bind(
            command,
            parsed => new Options(
                flags.Read(parsed),
                parsed.GetValue(detach),
                [.. parsed.Tokens.Select(token => token.Value).Where(word => word is not ("--detach" or "-d"))]),
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        AgentPlace place = AgentPlace.Settle(options.Order, context);
        foreach (string note in place.Settings.Notes)
        {
            context.Terminal.Say(note);
        }

        StateFolder.Prepare(place.StateFolder);
        if (options.Detach)
        {
            StateFolder.Lock(place.StateFolder, place.Name).Dispose();
            return await new DetachedAgent(place, context).StartAsync(options.Arguments, cancellationToken);
        }

        using FileStream taken = StateFolder.Lock(place.StateFolder, place.Name);
        PidFile.OfThisProcess.Write(place.StateFolder);
        try
        {
            await HostAsync(place, context, cancellationToken);
            return ExitCode.Done;
        }
        finally
        {
            PidFile.Remove(place.StateFolder);
        }
    }

    private static async Task HostAsync(AgentPlace place, CommandContext context, CancellationToken cancellationToken)
    {
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task greeting = GreetAsync(place, context, ended.Token);
        try
        {
            await AgentHost.RunAsync(place.Settings.Configuration, cancellationToken);
        }
        catch (SwarmException refused) when (refused.Code is ErrorCode.PeerUnreachable or ErrorCode.BrokerUnavailable)
        {
            throw new HostUnfitException(refused.Message, refused);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It was told to end and has ended.
        }
        finally
        {
            await ended.CancelAsync();
            await Task.WhenAny(greeting);
        }
    }

    /// <summary>Says when the agent is ready and how to end it.</summary>
    private static async Task GreetAsync(AgentPlace place, CommandContext context, CancellationToken cancellationToken)
    {
        using SwarmClient client = SwarmClient.Connect([AgentAddress.OfSocket(place.Name, place.Socket)]);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (await client.StatusAsync(cancellationToken) is { State: "ready" } status)
                {
                    context.Terminal.Say(
                        $"Agent '{place.Name}' is ready at {status.Endpoint}, broker {status.Broker.Durability}. "
                        + $"End it with Ctrl-C or 'swarm agent stop {place.Name}'.");
                    return;
                }
            }
            catch (SwarmException)
            {
                // It is not there yet.
            }

            await Task.Delay(s_pause, context.Time, cancellationToken);
        }
    }
}

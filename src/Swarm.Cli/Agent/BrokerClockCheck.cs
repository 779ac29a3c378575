using Swarm.Agent.Pool;
using Swarm.Cli.Output;
using Swarm.Model;
using Swarm.Sdk;

namespace Swarm.Cli.Agent;

/// <summary>
/// Compares the broker's clock with this host's: an agent that runs is asked, as it knows its broker; else the broker
/// itself, if it is known without one.
/// </summary>
internal sealed class BrokerClockCheck(AgentPlace place, CommandContext context)
{
    private const string Name = "broker's clock";

    /// <summary>Looks at both clocks.</summary>
    internal async Task<Finding> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            bool isRunning = PidFile.Read(place.StateFolder) is { } pid && pid.IsAlive();
            return Judge(isRunning
                ? await AskAgentAsync(cancellationToken)
                : await BrokerClock.AheadAsync(
                    AgentHost.OptionsOf(place.Settings.Configuration), context.Time, cancellationToken));
        }
        catch (Exception unknown) when (unknown is SwarmException or HostUnfitException)
        {
            return Finding.Note(Name, $"cannot tell: {unknown.Message}");
        }
    }

    /// <summary>What a difference between the clocks means.</summary>
    internal static Finding Judge(TimeSpan? ahead) => ahead is not { } apart
        ? Finding.Ok(Name, "no broker of a swarm to compare with yet")
        : !BrokerClock.IsApart(apart)
            ? Finding.Ok(Name, $"{Units.Span(apart.Duration())} apart from this host's")
            : Finding.Note(
                Name,
                $"{Units.Span(apart.Duration())} {(apart > TimeSpan.Zero ? "ahead of" : "behind")} this host's, and "
                + "it is the one that counts: run a time service on both hosts (Debian: apt-get install chrony)");

    private async Task<TimeSpan?> AskAgentAsync(CancellationToken cancellationToken)
    {
        using SwarmClient client = SwarmClient.Connect([AgentAddress.OfSocket(place.Name, place.Socket)]);
        return (await client.StatusAsync(cancellationToken)).Broker.ClockAhead;
    }
}

using Swarm.Cli.Output;
using Swarm.Sdk;

namespace Swarm.Cli;

/// <summary>What every verb needs beside its own options.</summary>
internal sealed class CommandContext
{
    /// <summary>Where it speaks.</summary>
    internal required Terminal Terminal { get; init; }

    /// <summary>How its answer is wanted.</summary>
    internal required OutputForm Form { get; init; }

    /// <summary>Writes its answer.</summary>
    internal required IOutput Output { get; init; }

    /// <summary>What <c>--agent</c> says; null when it is not there.</summary>
    internal required string? Agent { get; init; }

    /// <summary>Finds agents.</summary>
    internal required AgentLocator Locator { get; init; }

    /// <summary>Reads an environment variable.</summary>
    internal required Func<string, string?> Variable { get; init; }

    /// <summary>The clock.</summary>
    internal required TimeProvider Time { get; init; }

    /// <summary>What to add to a command that is suggested, so that it asks the same agent.</summary>
    internal string AgentFlag => Agent is null ? "" : $" --agent {ShellWords.Quote(Agent)}";

    /// <summary>A client of any of the agents that were named.</summary>
    internal SwarmClient Connect() => SwarmClient.Connect(Locate());

    /// <summary>A client of one agent that is meant in person.</summary>
    /// <param name="name">
    /// The agent as the command line's own argument names it; null for what is common to all verbs.
    /// </param>
    internal SwarmClient ConnectTo(string? name) => SwarmClient.Connect([Locate(name)]);

    /// <summary>The address of one agent that is meant in person.</summary>
    internal AgentAddress Locate(string? name) => Locator.Locate(name ?? Agent, Terminal.Say)[0];

    private IReadOnlyList<AgentAddress> Locate() => Locator.Locate(Agent, Terminal.Say);
}

using System.CommandLine;

namespace Swarm.Cli.Agent;

/// <summary>The argument that names one agent.</summary>
internal static class AgentArgument
{
    internal static Argument<string?> Create() => new("NAME")
    {
        Description = "The agent; the only or first one of this machine if nothing is said",
        Arity = ArgumentArity.ZeroOrOne,
    };
}

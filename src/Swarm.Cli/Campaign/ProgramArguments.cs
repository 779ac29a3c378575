using System.CommandLine;

namespace Swarm.Cli.Campaign;

/// <summary>The arguments of a campaign program: everything behind its file, best after <c>--</c>.</summary>
internal static class ProgramArguments
{
    internal static Argument<string[]> Create() => new("ARGS")
    {
        Description = "Arguments for the campaign's program, after '--'",
        Arity = ArgumentArity.ZeroOrMore,
    };
}

using System.CommandLine;

namespace Swarm.Cli.Data;

/// <summary>The argument that names data.</summary>
internal static class DataArgument
{
    internal static Argument<string> Create() => new("REF")
    {
        Description = "64 hexadecimal digits, AGENT://path, CAMPAIGN/ACTIVITY or CAMPAIGN/ACTIVITY/path",
    };
}

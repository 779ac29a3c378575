using System.CommandLine;

namespace Swarm.Cli.Campaign;

/// <summary>The argument that names a campaign.</summary>
internal static class CampaignArgument
{
    private const string Last = "last";
    private const string Description = "An id, the beginning of one, a name, or 'last'";

    /// <summary>A campaign that must be named.</summary>
    internal static Argument<string> Required() => new("CAMPAIGN") { Description = Description };

    /// <summary>A campaign, the last one if nothing is said.</summary>
    internal static Argument<string> OrLast() => new("CAMPAIGN")
    {
        Description = Description,
        DefaultValueFactory = _ => Last,
    };
}

using System.CommandLine;

namespace Swarm.Cli.Activity;

/// <summary>
/// Which activity is meant: <c>ACTIVITY</c> of the last campaign, <c>CAMPAIGN/ACTIVITY</c>, or both as two words. An
/// activity is a name or its index, <c>@3</c>.
/// </summary>
/// <param name="Campaign">An id, the beginning of one, a name, or <c>last</c>.</param>
/// <param name="Activity">A name, or <c>@3</c>.</param>
internal sealed record ActivitySelector(string Campaign, string Activity)
{
    private const string Last = "last";

    /// <summary>Reads the words of a command line.</summary>
    /// <exception cref="FormatException">They name no activity.</exception>
    internal static ActivitySelector Parse(IReadOnlyList<string> words)
    {
        (string campaign, string activity) = words switch
        {
            [var both] when both.IndexOf('/') is > 0 and int slash => (both[..slash], both[(slash + 1)..]),
            [var only] => (Last, only),
            [var first, var second] => (first, second),
            _ => ("", ""),
        };
        return campaign.Length > 0 && activity.Length > 0
            ? new ActivitySelector(campaign, activity)
            : throw new FormatException(
                "Name an activity: ACTIVITY, CAMPAIGN/ACTIVITY or CAMPAIGN ACTIVITY; @3 selects by index.");
    }

    /// <summary>The argument that is read.</summary>
    internal static Argument<string[]> CreateArgument() => new("ACTIVITY")
    {
        Description = "ACTIVITY of the last campaign, CAMPAIGN/ACTIVITY, or CAMPAIGN ACTIVITY; @3 selects by index",
        Arity = new ArgumentArity(1, 2),
    };
}

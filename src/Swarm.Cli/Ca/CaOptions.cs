using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using Swarm.Agent.Identity;
using Swarm.Cli.Output;

namespace Swarm.Cli.Ca;

/// <summary>What several verbs of <c>swarm ca</c> share: their flags, spans of time, and how a desk is shown.</summary>
internal static partial class CaOptions
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(3650);

    /// <summary><c>--folder</c>.</summary>
    internal static Option<string?> Folder() => new("--folder")
    {
        Description = "The authority's folder (default: $XDG_DATA_HOME/swarm/ca, else ~/.local/share/swarm/ca)",
        HelpName = "DIR",
    };

    /// <summary><c>--by</c>.</summary>
    internal static Option<string?> By() => new("--by")
    {
        Description = "The agent of this host that is to answer; it needs a delegation",
        HelpName = "AGENT",
    };

    /// <summary><c>--group</c>.</summary>
    internal static Option<string[]> Group() => new("--group")
    {
        Description = "A group of the user, by which 'allow' may mean it; may be said more than once",
        HelpName = "GROUP",
    };

    /// <summary>An option whose value is a span such as <c>15m</c>.</summary>
    internal static Option<TimeSpan> Span(string name, string description, TimeSpan byDefault) => new(name)
    {
        Description = description,
        HelpName = "15m|2h|7d",
        DefaultValueFactory = _ => byDefault,
        CustomParser = Read,
    };

    /// <summary>Reads a span: a whole number and s, m, h or d.</summary>
    internal static TimeSpan? ReadSpan(string text)
    {
        Match match = SpanPattern().Match(text);
        if (!match.Success)
        {
            return null;
        }

        double number = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        double seconds = number * match.Groups[2].Value switch { "s" => 1, "m" => 60, "h" => 3600, _ => 86_400 };
        return seconds > 0 && seconds <= s_longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>The cells of what a certificate or token is for.</summary>
    internal static Cell Of(PrincipalKind kind) => Cell.Of(kind.ToString().ToLowerInvariant());

    private static TimeSpan Read(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (ReadSpan(text) is { } span)
        {
            return span;
        }

        argument.AddError($"'{text}' is no span of time: write 90s, 15m, 2h or 7d, up to 3650d.");
        return default;
    }

    [GeneratedRegex("^([0-9]{1,9})([smhd])$", RegexOptions.CultureInvariant)]
    private static partial Regex SpanPattern();
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Swarm.UnitTests.Architecture.Rules;

/// <summary>Every log line has a number of its own, in the range of its folder.</summary>
internal static class LogRules
{
    private const string Agent = "src/Swarm.Agent/";

    /// <summary>Where each hundred belongs; the longest folder that fits decides.</summary>
    private static readonly Dictionary<string, int> s_ranges = new()
    {
        [Agent] = 1000,
        [Agent + "Pool/"] = 1100,
        [Agent + "Broker/"] = 1200,
        [Agent + "Peers/"] = 1300,
        [Agent + "Control/"] = 1400,
        [Agent + "Execution/"] = 1500,
        [Agent + "Fabric/"] = 1600,
        [Agent + "Identity/"] = 1700,
        ["src/Swarm.Plugins/"] = 2000,
        ["src/Swarm.Nats/"] = 3000,
        ["src/Swarm.Grpc/"] = 3100,
    };

    public static IReadOnlyList<TidyRule> All { get; } =
    [
        new("A folder's log lines are in its Log.cs", tree => TidyRule.Matches(
            tree.Sources.Where(file => file.Name != "Log"),
            @"\[LoggerMessage\b",
            "say it in Log.cs")
            .Concat(TidyRule.Matches(
                tree.Sources, @"\.Log(Trace|Debug|Information|Warning|Error|Critical)\s*\(", "use [LoggerMessage]")))
        {
            Bad =
            [
                .. TidyRule.Samples("src/A.cs", "class A { [LoggerMessage(1)] void F(); }", "log.LogError(e, \"x\");"),
                .. TidyRule.Samples("src/Log.cs", "log.LogInformation(\"x\");", "log.LogWarning($\"{x}\");"),
            ],
            Good =
            [
                .. TidyRule.Samples("src/Log.cs", "class Log { [LoggerMessage(1)] void F(); }"),
                .. TidyRule.Samples("src/A.cs", "Math.Log(e);"),
            ],
        },
        new("An event's number is its own", tree => Events(tree).GroupBy(line => line.Id)
            .Where(same => same.Count() > 1 && same.Key is not null)
            .SelectMany(same => same.Select(line => line.File.At(line.Offset, $"{same.Key} is taken"))))
        {
            Bad =
            [
                Two("[LoggerMessage(EventId = 1001)]", "[LoggerMessage(1001, LogLevel.Error, \"x\")]"),
                Two("[LoggerMessage(2001)]", "[LoggerMessage(EventIds.Plugins + 1)]"),
            ],
            Good = [Two("[LoggerMessage(EventId = 1001)]", "[LoggerMessage(1002)]")],
        },
        new("An event's number is in the hundred of its folder", tree => Events(tree).SelectMany(Strays))
        {
            Bad =
            [
                .. TidyRule.Samples(
                    Agent + "Pool/Log.cs",
                    "class A { [LoggerMessage(1001)] void F(); }",
                    "class A { [LoggerMessage(Level = B)] void F(); }"),
                .. TidyRule.Samples("src/Swarm.Cli/Log.cs", "class A { [LoggerMessage(1001)] void F(); }"),
            ],
            Good =
            [
                .. TidyRule.Samples(
                    Agent + "Pool/Log.cs", "class A { [LoggerMessage(Level = B, EventId = 1199)] void F(); }"),
                .. TidyRule.Samples(Agent + "Wire/Log.cs", "class A { [LoggerMessage(1000)] void F(); }"),
            ],
        },
    ];

    private static IEnumerable<(SourceFile File, int Offset, int? Id)> Events(SourceTree tree)
    {
        Dictionary<string, int> named = tree.Sources.Where(file => file.Name == "EventIds")
            .SelectMany(file => Regex.Matches(file.Code, @"\bconst\s+int\s+(\w+)\s*=\s*(\d+)\s*;"))
            .ToDictionary(match => match.Groups[1].Value, match => Number(match.Groups[2].Value));
        return tree.Sources.SelectMany(file => file.Members
            .Where(member => member.Attributes.Contains("[LoggerMessage", StringComparison.Ordinal))
            .Select(member => (file, member.Start, IdOf(member.Attributes, named))));
    }

    private static IEnumerable<string> Strays((SourceFile File, int Offset, int? Id) line)
    {
        int? from = RangeOf(line.File.Path);
        if (line.Id is not { } id || from is null || id < from || id >= from + 100)
        {
            yield return line.File.At(line.Offset, $"{line.Id} is not in the hundred that begins at {from}");
        }
    }

    private static int? IdOf(string attributes, Dictionary<string, int> named)
    {
        Match match = Regex.Match(
            attributes,
            @"LoggerMessage\s*\(\s*([^)]*?\bEventId\s*=\s*)?(EventIds\.(?<name>\w+)\s*\+?\s*)?(?<number>\d+)?");
        int? from = match.Groups["name"].Success
            ? named.TryGetValue(match.Groups["name"].Value, out int value) ? value : null
            : match.Groups["number"].Success ? 0 : null;
        return from + (match.Groups["number"].Success ? Number(match.Groups["number"].Value) : 0);
    }

    private static int? RangeOf(string path)
    {
        string? folder = s_ranges.Keys
            .Where(place => path.StartsWith(place, StringComparison.Ordinal)).MaxBy(place => place.Length);
        return folder is null ? null : s_ranges[folder];
    }

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    private static SourceTree Two(string first, string second) => SourceTree.Of(
        ("src/EventIds.cs", "class EventIds { public const int Plugins = 2000; }"),
        ("src/Log.cs", $"class A {{ {first} void F(); }}"),
        ("src/B/Log.cs", $"class B {{ {second} void F(); }}"));
}

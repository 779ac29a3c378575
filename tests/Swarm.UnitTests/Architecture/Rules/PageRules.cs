using System.Text.RegularExpressions;

namespace Swarm.UnitTests.Architecture.Rules;

/// <summary>What people read is there, and points at what is there.</summary>
internal static class PageRules
{
    private static readonly (string Path, string Text)[] s_composed =
        [("src/Swarm.Agent/AgentLoop.cs", ""), ("src/Swarm.Cli/Program.cs", "run();")];

    public static IReadOnlyList<TidyRule> All { get; } =
    [
        new("Every project that ships has a README", tree => tree.Files
            .Where(file => tree.IsComposed && file.IsUnder("src")
                && file.Path.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(file => file.Path[..file.Path.LastIndexOf('/')] + "/README.md")
            .Where(page => tree.Find(page) is null)
            .Select(page => $"{page} is missing"))
        {
            Bad = [SourceTree.Of([.. s_composed, ("src/Swarm.A/Swarm.A.csproj", "")])],
            Good =
            [
                SourceTree.Of([.. s_composed, ("src/Swarm.A/Swarm.A.csproj", ""), ("src/Swarm.A/README.md", "")]),
            ],
        },
        new("A link in a page leads somewhere", tree => tree.Files
            .Where(file => file.Path.EndsWith(".md", StringComparison.Ordinal)).SelectMany(file => Dead(tree, file)))
        {
            Bad = TidyRule.Samples(
                "docs/a.md", "[b](b.md)", "[b](../../c)", "![p](p.png)", "[b](a.md#nothing)", "[b](#c)"),
            Good =
            [
                SourceTree.Of(
                    ("docs/a.md", "# The `A`, b!\n[b](../b.md) [c](https://c.d) [e](#the-a-b) [f](../docs)"),
                    ("b.md", "")),
                SourceTree.Of(("a.md", "```\n[b](b.md)\n```\nand `[b](b.md)`")),
            ],
        },
    ];

    private static IEnumerable<string> Dead(SourceTree tree, SourceFile page)
    {
        string prose = Regex.Replace(
            page.Text, @"^```.*?^```|`[^`\n]*`", Blank, RegexOptions.Multiline | RegexOptions.Singleline);
        foreach (Match link in Regex.Matches(prose, @"\]\((?<to>[^)\s]+)[^)]*\)"))
        {
            string to = link.Groups["to"].Value;
            string[] parts = to.Split('#', 2);
            string path = parts[0].Length == 0 ? page.Path : Resolve(page.Path, parts[0]);
            bool isOutside = Regex.IsMatch(to, "^[a-z]+:");
            if (!isOutside && (!Exists(tree, path) || (parts.Length > 1 && !HasHeading(tree, path, parts[1]))))
            {
                yield return page.At(link.Index, $"{to} leads nowhere");
            }
        }
    }

    private static string Blank(Match match) => Regex.Replace(match.Value, @"[^\n]", " ");

    private static string Resolve(string page, string to) =>
        Path.GetRelativePath("/", Path.GetFullPath(to, "/" + Path.GetDirectoryName(page))).Replace('\\', '/');

    private static bool Exists(SourceTree tree, string path) =>
        tree.Find(path) is not null
        || tree.Files.Any(file => file.IsUnder(path))
        || (tree == SourceTree.Repository && File.Exists(Path.Combine(SourceTree.Root, path)));

    private static bool HasHeading(SourceTree tree, string path, string anchor) =>
        tree.Find(path) is not { } page
        || Regex.Matches(page.Text, "^#+ (?<title>.*)$", RegexOptions.Multiline)
            .Any(heading => Regex.Replace(heading.Groups["title"].Value.Trim().ToLowerInvariant(), @"[^\w\- ]", "")
                .Replace(' ', '-') == anchor);
}

using System.Text.RegularExpressions;

namespace Swarm.UnitTests.Architecture.Rules;

/// <summary>Nothing unfinished, nothing silenced, nothing that only holds on one machine.</summary>
internal static class HygieneRules
{
    private const int MaxSuppressions = 10;

    private const string Registry =
        @"\b(nuget\.org/v3|api\.nuget\.org|registry\.[a-z]|pypi\.org|deb\.debian\.org|artifactor[y]|nexus\.)";

    private const string Later = @"\b(TODO|FIXME|HACK|XXX)\b";

    public static IReadOnlyList<TidyRule> All { get; } =
    [
        new("No #region", tree =>
            Comments(Ours(tree), @"^[ \t]*#\s*(end)?region", "a file that needs regions needs to be two"))
        {
            Bad = TidyRule.Samples("src/A.cs", "#region A\n#endregion"),
            Good = TidyRule.Samples("src/A.cs", "string s = \"\"\"\n#region\n\"\"\";"),
        },
        new("No this.", tree => TidyRule.Matches(Ours(tree), @"\bthis\s*\.", "the underscore already says it"))
        {
            Bad = TidyRule.Samples("src/A.cs", "this.a = b;", "s = $\"{this.A}\";"),
            Good = TidyRule.Samples(
                "src/A.cs", "return this;", "F(this A a)", "// this.", "c = '\"'; s = @\"\\\"; x = \"this.\";"),
        },
        new("Nothing is left for later", tree => Ours(tree).SelectMany(Unfinished).Concat(
            tree.Files.Where(file => !file.IsCSharp && !file.Path.EndsWith(".md", StringComparison.Ordinal))
                .SelectMany(file => Find(file, file.Text, Later, "do it or leave it"))))
        {
            Bad =
            [
                .. TidyRule.Samples("src/A.cs", "// TODO", "/* a FIXME */", "/// HACK: b"),
                .. TidyRule.Samples("src/A.cs", "throw new NotImplementedException();"),
                .. TidyRule.Samples("run.sh", "# FIXME"),
            ],
            Good = TidyRule.Samples("src/A.cs", "// TODOs", "s = \"TODO\";"),
        },
        new("A suppression gives its reason on its line", tree => Ours(tree).SelectMany(Suppressions)
            .Where(line => !line.HasReason).Select(line => line.Where))
        {
            Bad = TidyRule.Samples(
                "src/A.cs", "#pragma warning disable CA1", "[SuppressMessage(\"a\", \"b\")]", "#nullable disable"),
            Good = TidyRule.Samples(
                "src/A.cs",
                "#pragma warning disable CA1 // because",
                "[SuppressMessage(\"a\", \"b\", Justification = \"because\")]",
                "s = \"#pragma warning disable\";",
                "#pragma warning restore CA1"),
        },
        new($"There are at most {MaxSuppressions} suppressions: more than that, and the rule goes", tree => Ours(tree)
            .SelectMany(Suppressions).Select(line => line.Where).Skip(MaxSuppressions))
        {
            Bad = TidyRule.Samples("src/A.cs", Silenced(MaxSuppressions + 1)),
            Good = TidyRule.Samples("src/A.cs", Silenced(MaxSuppressions)),
        },
        new("No path of one machine", tree =>
            Text(tree, @"(?<![\w.})@*~-])/(work|farm|root)/", "say where it lies relative to the clone"))
        {
            Bad = TidyRule.Samples("a.md", "see /wo" + "rk/x", "\"/ro" + "ot/x\"", "cd /fa" + "rm/"),
            Good = TidyRule.Samples("a.md", "$DIR/wo" + "rk/x", "src/root/x", "@workingdir/x"),
        },
        new("No package registry by name", tree => Text(tree, Registry, "leave it to the machine"))
        {
            Bad = TidyRule.Samples("nuget.config", "https://api.nuget" + ".org/v3", "=http://registry" + ".a"),
            Good = TidyRule.Samples("a.md", "a NuGet package", "the registry"),
        },
    ];

    private static string Silenced(int times) =>
        string.Concat(Enumerable.Repeat("#pragma warning disable A // b\n", times));

    private static IEnumerable<SourceFile> Ours(SourceTree tree) => tree.CSharp("src", "tests", "campaigns");

    private static IEnumerable<string> Text(SourceTree tree, string pattern, string what) =>
        tree.Files.SelectMany(file => Find(file, file.Text, pattern, what));

    private static IEnumerable<string> Comments(IEnumerable<SourceFile> files, string pattern, string what) =>
        files.SelectMany(file => Find(file, file.Comments, pattern, what));

    private static IEnumerable<string> Find(SourceFile file, string text, string pattern, string what) =>
        Regex.Matches(text, pattern, RegexOptions.Multiline).Select(match => file.At(match.Index, what));

    private static IEnumerable<string> Unfinished(SourceFile file) =>
        Find(file, file.Comments, Later, "do it or leave it")
            .Concat(Find(file, file.Code, @"\bNotImplementedException\b", "implement it or leave it out"));

    private static IEnumerable<(string Where, bool HasReason)> Suppressions(SourceFile file) =>
        from offset in Regex.Matches(file.Comments, "^[ \t]*#(pragma warning|nullable) disable", RegexOptions.Multiline)
            .Concat(Regex.Matches(file.Code, @"\bSuppressMessage\b")).Select(match => match.Index + match.Length - 1)
        let line = file.Lines[file.LineOf(offset) - 1].Trim()
        select (file.At(offset, line), Regex.IsMatch(line, @"(disable[^/]*//\s*\w)|Justification\s*=\s*""\w"));
}

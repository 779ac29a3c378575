using System.Text.RegularExpressions;
using Swarm.UnitTests.Architecture.Rules;
using Xunit;
using Xunit.Abstractions;

namespace Swarm.UnitTests.Architecture;

/// <summary>The house rules, held against the whole repository. CONTRIBUTING.md explains them.</summary>
public sealed class TidyTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, TidyRule> s_rules =
        new[]
        {
            ShapeRules.All, TypeRules.All, TaskRules.All, BoundaryRules.All, HygieneRules.All, PageRules.All,
            LogRules.All,
        }
        .SelectMany(rules => rules).ToDictionary(rule => rule.Name);

    public static TheoryData<string> Rules => [.. s_rules.Keys];

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_repository_obeys(string rule)
    {
        string[] findings = [.. s_rules[rule].Find(SourceTree.Repository)];

        Assert.True(findings.Length == 0, $"{rule}\n{string.Join('\n', findings)}");
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_bites_where_it_should_and_nowhere_else(string rule)
    {
        Assert.NotEmpty(s_rules[rule].Bad);
        Assert.All(s_rules[rule].Bad, sample => Assert.NotEmpty(s_rules[rule].Find(sample)));
        Assert.All(s_rules[rule].Good, sample => Assert.Empty(s_rules[rule].Find(sample)));
    }

    [Fact]
    public void The_figures_are_printed()
    {
        SourceFile[] sources = [.. SourceTree.Repository.Sources];
        int[] files = [.. sources.Select(file => file.Lines.Length).Order()];
        int[] functions = [.. sources.SelectMany(ShapeRules.FunctionLengths).Order()];
        output.WriteLine($"files: {files.Length}, lines {files.Sum()}, {Spread(files)}");
        output.WriteLine($"functions: {functions.Length}, {Spread(functions)}");
        foreach (IGrouping<string, SourceFile> folder in sources.Where(file => file.IsUnder("src/Swarm.Core"))
            .GroupBy(file => Path.GetDirectoryName(file.Path)!))
        {
            int asserts = folder.Sum(file => Regex.Count(file.Code, @"\bInvariant\.(That|Unreachable)\b"));
            int methods = folder.Sum(file => ShapeRules.FunctionLengths(file).Count());
            double each = asserts / (double)Math.Max(1, methods);
            output.WriteLine($"{folder.Key}: {asserts} invariants in {methods} methods, {each:0.00} each");
        }

        Assert.True(functions.Length > 0);
    }

    private static string Spread(int[] sorted) => sorted.Length == 0 ? "none"
        : $"median {ShapeRules.Quantile(sorted, 50)}, p90 {ShapeRules.Quantile(sorted, 90)}, longest {sorted[^1]}";
}

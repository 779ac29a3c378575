using System.Text.RegularExpressions;

namespace Swarm.UnitTests.Architecture;

/// <summary>A house rule: how to find what breaks it, with a sample that does and one that does not.</summary>
/// <param name="Name">What the rule forbids or demands, as a sentence.</param>
/// <param name="Find">Names each place that breaks it: path, line and why.</param>
internal sealed record TidyRule(string Name, Func<SourceTree, IEnumerable<string>> Find)
{
    /// <summary>Every tree here must have a finding.</summary>
    public required IReadOnlyList<SourceTree> Bad { get; init; }

    /// <summary>No tree here may have one.</summary>
    public IReadOnlyList<SourceTree> Good { get; init; } = [];

    /// <summary>Samples that each consist of one file at the same path.</summary>
    public static IReadOnlyList<SourceTree> Samples(string path, params string[] texts) =>
        [.. texts.Select(text => SourceTree.Of((path, text)))];

    /// <summary>Every place in some files where a pattern matches their code.</summary>
    public static IEnumerable<string> Matches(IEnumerable<SourceFile> files, string pattern, string what) =>
        files.SelectMany(file => Regex.Matches(file.Code, pattern).Select(match => file.At(match.Index, what)));
}

using System.Text.RegularExpressions;

namespace Swarm.Sdk.Authoring;

/// <summary>Finds the outputs of other activities that are mentioned in a command line: each is an input too.</summary>
internal static partial class OutputMentions
{
    /// <summary>The outputs mentioned in some words, each once, in order.</summary>
    internal static IEnumerable<DataRef.Output> In(IEnumerable<string> words) => words
        .SelectMany(word => Mention().Matches(word))
        .Select(match => DataRef.Parse(match.Value))
        .OfType<DataRef.Output>()
        .Distinct();

    /// <summary>
    /// The mentions that no agent will replace by a path: it does so where a word begins or right after a '=' only.
    /// </summary>
    internal static IEnumerable<string> OutOfPlace(IEnumerable<string> words) => words
        .SelectMany(word => Mention().Matches(word).Where(match => match.Index > 0 && word[match.Index - 1] != '='))
        .Select(match => match.Value);

    /// <summary>
    /// A mention ends where a path in a command line usually does: at a blank, a quote, or punctuation.
    /// </summary>
    [GeneratedRegex(@"activity://[A-Za-z0-9%._~-]+(/[A-Za-z0-9%._~@+-]+)*")]
    private static partial Regex Mention();
}

using System.Collections;
using System.Globalization;
using System.Reflection;
using Swarm.Model;

namespace Swarm.UnitTests.Wire;

/// <summary>Writes all that a record holds as text, to hold two of them against each other in depth.</summary>
internal static class Shape
{
    internal static string Of(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        ReadOnlyMemory<byte> bytes => Convert.ToHexString(bytes.Span),
        CampaignGraph graph => $"{graph.Id} {Of(graph.Name)} {Of(graph.Activities)} {Of(graph.Files)} {WaysOf(graph)}",
        IReadOnlyDictionary<string, string> pairs => Of(pairs.Select(pair => $"{pair.Key}={pair.Value}").Order()),
        IEnumerable many => $"[{string.Join(", ", many.Cast<object?>().Select(Of))}]",
        _ => OfParts(value),
    };

    private static string OfParts(object value)
    {
        PropertyInfo[] parts = [.. value.GetType().GetProperties().Where(part => part.CanWrite)];
        IEnumerable<string> texts = parts.Select(part => $"{part.Name}: {Of(part.GetValue(value))}");
        return parts.Length == 0
            ? Convert.ToString(value, CultureInfo.InvariantCulture)!
            : $"{value.GetType().Name}({string.Join(", ", texts)})";
    }

    private static string WaysOf(CampaignGraph graph) => string.Join(
        ' ', Enumerable.Range(0, graph.Activities.Count).Select(i => string.Join('+', graph.Parents(i).ToArray())));
}

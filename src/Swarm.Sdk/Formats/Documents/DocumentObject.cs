using System.Globalization;
using System.Text.Json;

namespace Swarm.Sdk.Formats.Documents;

/// <summary>
/// An object of a document while it is read: gives its members by any of their spellings, says what is wrong with them,
/// and in the end what nobody asked for.
/// </summary>
internal sealed class DocumentObject(DocumentNode node, DocumentFindings findings)
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The object itself.</summary>
    internal DocumentNode Node => node;

    /// <summary>A value as an object; null, and a problem, when it is none.</summary>
    internal static DocumentObject? Of(DocumentNode node, DocumentFindings findings)
    {
        if (node.Kind == JsonValueKind.Object)
        {
            return new DocumentObject(node, findings);
        }

        findings.Problem(node.Place, $"it is {node.Describe()}", "an object is expected");
        return null;
    }

    /// <summary>A member by the first of its spellings that is there; null when none is, or it says null.</summary>
    internal DocumentNode? Take(params ReadOnlySpan<string> names)
    {
        DocumentNode? found = null;
        foreach (string name in names)
        {
            if (node.Members.TryGetValue(name, out DocumentNode? value))
            {
                _taken.Add(name);
                found ??= value.Kind == JsonValueKind.Null ? null : value;
            }
        }

        return found;
    }

    /// <summary>A member that is an object; null when it is not there.</summary>
    internal DocumentObject? Object(string name) => Take(name) is { } value ? Of(value, findings) : null;

    /// <summary>A member that has to be there and to be an object.</summary>
    internal DocumentObject? RequiredObject(string name)
    {
        DocumentNode? value = Take(name);
        if (value is null)
        {
            Missing(name);
        }

        return value is null ? null : Of(value, findings);
    }

    /// <summary>A member that is a text; null when it is not there.</summary>
    internal string? Text(params ReadOnlySpan<string> names) =>
        Take(names) is { } value ? TextOf(value) : null;

    /// <summary>A member that has to be there and to be a text that is not empty.</summary>
    internal string? RequiredText(string name)
    {
        DocumentNode? value = Take(name);
        if (value is null)
        {
            Missing(name);
        }
        else if (value is { Kind: JsonValueKind.String, Text.Length: 0 })
        {
            findings.Problem(value.Place, "it is empty", "say something");
        }

        return value is null || TextOf(value) is not { Length: > 0 } text ? null : text;
    }

    /// <summary>A member that is a number from 0 on; null when it is not there.</summary>
    internal double? Number(params ReadOnlySpan<string> names)
    {
        if (Take(names) is not { } value)
        {
            return null;
        }

        if (value.Kind == JsonValueKind.Number
            && double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number) && number >= 0)
        {
            return number;
        }

        findings.Problem(value.Place, $"it is {value.Describe()}", "a number from 0 on is expected");
        return null;
    }

    /// <summary>A member that is a whole number from 0 on; a fraction is rounded.</summary>
    internal long? Count(params ReadOnlySpan<string> names)
    {
        if (Number(names) is not { } number)
        {
            return null;
        }

        DocumentNode value = Take(names)!;
        if (long.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out long whole))
        {
            return whole;
        }

        if (number < long.MaxValue)
        {
            return (long)Math.Round(number);
        }

        findings.Problem(value.Place, $"it is {value.Describe()}", "a number that fits into 63 bits is expected");
        return null;
    }

    /// <summary>The values of a member that is a list; none when it is not there.</summary>
    internal IReadOnlyList<DocumentNode> Items(string name)
    {
        DocumentNode? value = Take(name);
        if (value is null or { Kind: JsonValueKind.Array })
        {
            return value?.Items ?? [];
        }

        findings.Problem(value.Place, $"it is {value.Describe()}", "a list is expected");
        return [];
    }

    /// <summary>The objects of a member that has to be there and to be a list with something in it.</summary>
    internal IEnumerable<DocumentObject> RequiredObjects(string name)
    {
        if (Take(name) is not { } value)
        {
            Missing(name);
        }
        else if (value is { Kind: JsonValueKind.Array, Items.Count: 0 })
        {
            findings.Problem(value.Place, "the list is empty", "at least one is expected");
        }

        return Objects(name);
    }

    /// <summary>The objects of a member that is a list.</summary>
    internal IEnumerable<DocumentObject> Objects(string name) =>
        Items(name).Select(item => Of(item, findings)).OfType<DocumentObject>();

    /// <summary>The texts of a member that is a list, with their places.</summary>
    internal IEnumerable<(DocumentNode At, string Text)> Words(string name) => Items(name)
        .Select(item => (item, TextOf(item)))
        .Where(word => word.Item2 is not null).Select(word => (word.item, word.Item2!));

    /// <summary>Says what nobody asked for.</summary>
    internal void Close()
    {
        foreach ((string name, DocumentNode value) in node.Members)
        {
            if (!_taken.Contains(name))
            {
                findings.Note(value, "it is not read");
            }
        }
    }

    private string? TextOf(DocumentNode value)
    {
        if (value.Kind == JsonValueKind.String)
        {
            return value.Text;
        }

        findings.Problem(value.Place, $"it is {value.Describe()}", "a text is expected");
        return null;
    }

    private void Missing(string name) =>
        findings.Problem(node.Place, $"'{name}' is missing", "add it");
}

using System.Text.Json;

namespace Swarm.Sdk.Formats.Documents;

/// <summary>One value of a JSON document that knows where it stands.</summary>
internal sealed class DocumentNode(DocumentText text, DocumentNode? parent, string segment)
{
    /// <summary>What it is.</summary>
    internal JsonValueKind Kind { get; init; }

    /// <summary>Where it begins, in bytes from the document's begin.</summary>
    internal long OffsetBytes { get; init; }

    /// <summary>The text of a string, or of a number as it is written.</summary>
    internal string Text { get; init; } = "";

    /// <summary>The values of an array.</summary>
    internal List<DocumentNode> Items { get; } = [];

    /// <summary>The values of an object, in order.</summary>
    internal OrderedDictionary<string, DocumentNode> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>The way to it from the top: <c>$.workflow.tasks[3].name</c>.</summary>
    internal string Path => parent is null ? "$" : parent.Path + segment;

    /// <summary>The same without the places in lists, equal for all that are alike.</summary>
    internal string Pattern => parent is null ? "$" : parent.Pattern + (segment[0] == '[' ? "[]" : segment);

    /// <summary>Its path, line and column.</summary>
    internal string Place
    {
        get
        {
            (int line, int column) = text.At(OffsetBytes);
            return $"{Printable.Of(Path, 200)} (line {line}, column {column})";
        }
    }

    /// <summary>What it is, for people.</summary>
    internal string Describe() => Kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => $"the text '{Printable.Of(Text, 40)}'",
        JsonValueKind.Number => $"the number {Printable.Of(Text, 40)}",
        JsonValueKind.Null => "nothing",
        _ => Kind.ToString().ToLowerInvariant(),
    };
}

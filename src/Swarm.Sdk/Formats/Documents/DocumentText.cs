using System.Text;
using System.Text.Json;

namespace Swarm.Sdk.Formats.Documents;

/// <summary>The bytes of a JSON document, read into values that know where they stand.</summary>
internal sealed class DocumentText(ReadOnlyMemory<byte> bytes)
{
    private readonly Lazy<List<int>> _lines = new(() => LinesOf(bytes.Span));

    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    private int Skipped => bytes.Span.StartsWith(Mark) ? Mark.Length : 0;

    /// <summary>Reads the document.</summary>
    /// <returns>The value at its top, or null when it is no JSON; then that is the one problem found.</returns>
    internal DocumentNode? Read(DocumentFindings findings)
    {
        Utf8JsonReader reader = new(bytes.Span[Skipped..]);
        try
        {
            reader.Read();
            DocumentNode root = ReadValue(ref reader, null, "", findings);
            reader.Read();
            return root;
        }
        catch (JsonException bad)
        {
            (long line, long column) = ((bad.LineNumber ?? 0) + 1, (bad.BytePositionInLine ?? 0) + 1);
            findings.Problem($"line {line}, column {column}", "the document is no JSON from here on", "correct it");
            return null;
        }
    }

    /// <summary>The line of a byte and its place in it, in bytes; both from 1.</summary>
    internal (int Line, int Column) At(long offset)
    {
        int line = _lines.Value.BinarySearch((int)offset);
        line = line < 0 ? ~line - 1 : line;
        return (line + 1, (int)offset - _lines.Value[line] + 1);
    }

    private static List<int> LinesOf(ReadOnlySpan<byte> text)
    {
        List<int> begins = [0];
        for (int i = text.IndexOf((byte)'\n'); i >= 0 && i < text.Length;)
        {
            begins.Add(i + 1);
            int next = text[(i + 1)..].IndexOf((byte)'\n');
            i = next < 0 ? -1 : i + 1 + next;
        }

        return begins;
    }

    private DocumentNode ReadValue(
        ref Utf8JsonReader reader, DocumentNode? parent, string segment, DocumentFindings findings)
    {
        DocumentNode node = new(this, parent, segment)
        {
            Kind = KindOf(reader.TokenType),
            OffsetBytes = reader.TokenStartIndex + Skipped,
            Text = TextOf(ref reader),
        };
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                node.Items.Add(ReadValue(ref reader, node, $"[{node.Items.Count}]", findings));
            }
        }
        else if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadMembers(ref reader, node, findings);
        }

        return node;
    }

    private void ReadMembers(ref Utf8JsonReader reader, DocumentNode node, DocumentFindings findings)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string key = TextOf(ref reader);
            reader.Read();
            DocumentNode value = ReadValue(ref reader, node, "." + key, findings);
            if (!node.Members.TryAdd(key, value))
            {
                findings.Problem(value.Place, "it is said twice", "say it once");
            }
        }
    }

    // A text with half of a character in it cannot be read as one; its bytes stand for it.
    private static string TextOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.Number)
        {
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }

        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
        {
            return "";
        }

        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }
    }

    private static JsonValueKind KindOf(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => JsonValueKind.Object,
        JsonTokenType.StartArray => JsonValueKind.Array,
        JsonTokenType.String => JsonValueKind.String,
        JsonTokenType.Number => JsonValueKind.Number,
        JsonTokenType.True => JsonValueKind.True,
        JsonTokenType.False => JsonValueKind.False,
        _ => JsonValueKind.Null,
    };
}

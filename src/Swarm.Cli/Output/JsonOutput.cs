using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Swarm.Cli.Output;

/// <summary>Writes JSON: a list as an array, anything else as an object, a stream as one object a line.</summary>
internal sealed class JsonOutput(TextWriter output) : IOutput
{
    private static readonly JsonSerializerOptions s_document =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions s_line =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public void Write(Report report) => output.WriteLine(NodeOf(report).ToJsonString(s_document));

    /// <inheritdoc/>
    public void WriteEvent(Report report, string line)
    {
        output.WriteLine(NodeOf(report).ToJsonString(s_line));
        output.Flush();
    }

    private static JsonNode NodeOf(Report report)
    {
        if (report.List is { } list)
        {
            return NodeOf(list);
        }

        JsonObject document = [];
        foreach (ReportPart part in report.Parts)
        {
            switch (part)
            {
                case ReportPart.Field field:
                    document[field.Key] = NodeOf(field.Cell);
                    break;
                case ReportPart.Table table:
                    document[table.Key] = NodeOf(table.Grid);
                    break;
                case ReportPart.Lines lines:
                    document[lines.Key] = NodeOf(lines.Text);
                    break;
            }
        }

        return document;
    }

    private static JsonArray NodeOf(Grid grid)
    {
        JsonArray rows = [];
        foreach (Cell[] row in grid.Rows)
        {
            JsonObject item = [];
            for (int i = 0; i < row.Length; i++)
            {
                item[grid.Heads[i].Key] = NodeOf(row[i]);
            }

            rows.Add((JsonNode)item);
        }

        return rows;
    }

    private static JsonArray NodeOf(IReadOnlyList<string> words) =>
        new([.. words.Select(word => JsonValue.Create(word))]);

    private static JsonNode? NodeOf(Cell cell) => cell.Value switch
    {
        null => null,
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        long number => JsonValue.Create(number),
        IReadOnlyList<string> words => NodeOf(words),
        { } other => JsonValue.Create(other.ToString()),
    };
}

using Spectre.Console;

namespace Swarm.Cli.Output;

/// <summary>
/// Writes for people: tables with lines and colours on a terminal, columns of plain text in a pipe, so that other tools
/// can cut them.
/// </summary>
internal sealed class TableOutput(Terminal terminal) : IOutput
{
    /// <inheritdoc/>
    public void Write(Report report)
    {
        if (report.List is { } list)
        {
            WriteGrid(list);
            return;
        }

        int width = report.Parts.OfType<ReportPart.Field>().Select(field => field.Label.Length).DefaultIfEmpty(0).Max();
        bool wasField = true;
        bool isFirst = true;
        foreach (ReportPart part in report.Parts)
        {
            bool isEmpty = part is ReportPart.Field { Cell.Text.Length: 0 }
                or ReportPart.Lines { Text.Count: 0 }
                or ReportPart.Table { Grid.Rows.Count: 0 };
            if (isEmpty)
            {
                continue;
            }

            if (!isFirst && !(part is ReportPart.Field && wasField))
            {
                terminal.Output.WriteLine();
            }

            isFirst = false;
            wasField = part is ReportPart.Field;
            WritePart(part, width);
        }
    }

    /// <inheritdoc/>
    public void WriteEvent(Report report, string line)
    {
        terminal.Output.WriteLine(line);
        terminal.Output.Flush();
    }

    private void WritePart(ReportPart part, int width)
    {
        switch (part)
        {
            case ReportPart.Field field:
                terminal.Write(field.Label.PadRight(width + 2), Tone.Faint);
                terminal.WriteLine(field.Cell.Text, field.Cell.Tone);
                break;
            case ReportPart.Table table:
                WriteTitle(table.Title);
                WriteGrid(table.Grid);
                break;
            case ReportPart.Lines lines:
                WriteTitle(lines.Title);
                foreach (string line in lines.Text)
                {
                    terminal.WriteLine($"  {line}", lines.Tone);
                }

                break;
        }
    }

    private void WriteTitle(string title)
    {
        if (title.Length > 0)
        {
            terminal.WriteLine(title, Tone.Strong);
        }
    }

    private void WriteGrid(Grid grid)
    {
        if (terminal.IsInteractive)
        {
            terminal.Console.Write(SpectreTable.Of(grid));
        }
        else
        {
            WritePlain(grid);
        }
    }

    private void WritePlain(Grid grid)
    {
        int[] widths = [.. grid.Heads.Select((head, i) =>
            grid.Rows.Select(row => row[i].Text.Length).Append(head.Title.Length).Max())];
        WriteRow(grid, widths, [.. grid.Heads.Select(head => head.Title.ToUpperInvariant())]);
        foreach (Cell[] row in grid.Rows)
        {
            WriteRow(grid, widths, [.. row.Select(cell => cell.Text.Length == 0 ? "-" : cell.Text)]);
        }
    }

    private void WriteRow(Grid grid, int[] widths, string[] texts)
    {
        IEnumerable<string> padded = texts.Select(
            (text, i) => grid.Heads[i].IsNumber ? text.PadLeft(widths[i]) : text.PadRight(widths[i]));
        terminal.Output.WriteLine(string.Join("  ", padded).TrimEnd());
    }
}

using Spectre.Console;
using Spectre.Console.Rendering;

namespace Swarm.Cli.Output;

/// <summary>Draws a grid on a terminal.</summary>
internal static class SpectreTable
{
    /// <summary>The table; texts in it are never read as markup.</summary>
    internal static Table Of(Grid grid)
    {
        Table table = new() { Border = TableBorder.Rounded, BorderStyle = Style.Parse("grey") };
        foreach ((_, string title, bool isNumber) in grid.Heads)
        {
            TableColumn column = new(new Text(title, Style.Parse("bold")));
            table.AddColumn(isNumber ? column.RightAligned().NoWrap() : column);
        }

        foreach (Cell[] row in grid.Rows)
        {
            table.AddRow(row.Select(cell => (IRenderable)new Text(cell.Text, Terminal.StyleOf(cell.Tone))));
        }

        return table;
    }
}

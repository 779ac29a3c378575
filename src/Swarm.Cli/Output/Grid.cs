namespace Swarm.Cli.Output;

/// <summary>Rows of cells under headings.</summary>
/// <param name="Heads">The key, the heading and the side of each column.</param>
/// <param name="Rows">The cells.</param>
internal sealed record Grid(IReadOnlyList<(string Key, string Title, bool IsNumber)> Heads, IReadOnlyList<Cell[]> Rows)
{
    /// <summary>Makes a grid of some things.</summary>
    internal static Grid Of<T>(IEnumerable<T> rows, params Column<T>[] columns) => new(
        [.. columns.Select(column => (column.Key, column.Title, column.IsNumber))],
        [.. rows.Select(row => columns.Select(column => column.Cell(row)).ToArray())]);
}

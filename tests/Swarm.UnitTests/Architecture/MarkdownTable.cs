namespace Swarm.UnitTests.Architecture;

/// <summary>Reads the tables of a page, so that what people read is also what tests check.</summary>
internal static class MarkdownTable
{
    /// <summary>The rows of every table that has at least these columns.</summary>
    public static IEnumerable<MarkdownRow> In(string page, params string[] columns)
    {
        string[]? header = null;
        foreach (string line in page.Split('\n').Select(line => line.Trim()))
        {
            string[]? cells = line.StartsWith('|') ? Cells(line) : null;
            if (cells is null || header is null)
            {
                header = cells;
            }
            else if (columns.All(header.Contains) && cells.Length == header.Length && !cells.All(IsRule))
            {
                yield return new MarkdownRow(header, cells);
            }
        }
    }

    private static string[] Cells(string line) =>
        [.. line.Trim('|').Split('|').Select(cell => cell.Replace("**", "", StringComparison.Ordinal).Trim())];

    private static bool IsRule(string cell) => cell.Length > 0 && cell.All(c => c is '-' or ':');
}

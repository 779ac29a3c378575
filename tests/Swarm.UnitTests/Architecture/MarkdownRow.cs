namespace Swarm.UnitTests.Architecture;

/// <summary>One row of a table.</summary>
internal sealed class MarkdownRow(string[] header, string[] cells)
{
    /// <summary>The cell under a heading.</summary>
    public string this[string column] => cells[Array.IndexOf(header, column)];
}

namespace Swarm.Cli.Output;

/// <summary>An answer, put together once and then written for people or for programs.</summary>
internal sealed class Report
{
    private readonly List<ReportPart> _parts = [];

    /// <summary>Its parts in order.</summary>
    internal IReadOnlyList<ReportPart> Parts => _parts;

    /// <summary>The grid when the answer is nothing but a list of things.</summary>
    internal Grid? List { get; private init; }

    /// <summary>What <c>--output quiet</c> prints: the ids.</summary>
    internal IReadOnlyList<string> Quiet { get; private set; } = [];

    /// <summary>An answer that is a list of things; the first column names them.</summary>
    internal static Report OfList(Grid grid) => new()
    {
        List = grid,
        Quiet = [.. grid.Rows.Select(row => row[0].Value?.ToString() ?? "")],
    };

    /// <summary>Says what is printed when only the essence is wanted.</summary>
    internal Report InShort(params IEnumerable<string> lines)
    {
        Quiet = [.. lines];
        return this;
    }

    /// <summary>Adds a value.</summary>
    internal Report Field(string key, string label, Cell cell)
    {
        _parts.Add(new ReportPart.Field(key, label, cell));
        return this;
    }

    /// <summary>Adds a text, unless it is empty for people; programs get it always.</summary>
    internal Report Field(string key, string label, string text) => Field(key, label, Cell.Of(text));

    /// <summary>Adds a table.</summary>
    internal Report Table(string key, string title, Grid grid)
    {
        _parts.Add(new ReportPart.Table(key, title, grid));
        return this;
    }

    /// <summary>Adds lines of text.</summary>
    internal Report Lines(string key, string title, IReadOnlyList<string> text, Tone tone = Tone.Plain)
    {
        _parts.Add(new ReportPart.Lines(key, title, text, tone));
        return this;
    }
}

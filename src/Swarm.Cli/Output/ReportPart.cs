namespace Swarm.Cli.Output;

/// <summary>A part of a report. For programs each part has a key of its own.</summary>
internal abstract record ReportPart
{
    private ReportPart()
    {
    }

    /// <summary>One value with its label.</summary>
    internal sealed record Field(string Key, string Label, Cell Cell) : ReportPart;

    /// <summary>A table.</summary>
    internal sealed record Table(string Key, string Title, Grid Grid) : ReportPart;

    /// <summary>Some lines of text.</summary>
    internal sealed record Lines(string Key, string Title, IReadOnlyList<string> Text, Tone Tone) : ReportPart;
}

namespace Swarm.Cli.Output;

/// <summary>Writes nothing but ids, one a line.</summary>
internal sealed class QuietOutput(TextWriter output) : IOutput
{
    /// <inheritdoc/>
    public void Write(Report report)
    {
        foreach (string line in report.Quiet)
        {
            output.WriteLine(line);
        }
    }

    /// <inheritdoc/>
    public void WriteEvent(Report report, string line) => Write(report);
}

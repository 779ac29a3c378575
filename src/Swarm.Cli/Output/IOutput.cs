namespace Swarm.Cli.Output;

/// <summary>Writes answers on standard output, in the form that was asked for.</summary>
internal interface IOutput
{
    /// <summary>Writes an answer.</summary>
    void Write(Report report);

    /// <summary>Writes one of a stream of answers: one line.</summary>
    /// <param name="report">The answer.</param>
    /// <param name="line">The same for people.</param>
    void WriteEvent(Report report, string line);
}

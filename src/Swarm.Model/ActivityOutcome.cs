namespace Swarm.Model;

/// <summary>How an attempt ended, told by the agent that ran it.</summary>
public abstract record ActivityOutcome
{
    private ActivityOutcome()
    {
    }

    /// <summary>It ended well.</summary>
    /// <param name="Outputs">What it left behind.</param>
    /// <param name="Figures">What it cost.</param>
    public sealed record Succeeded(OutputManifest Outputs, RunFigures Figures) : ActivityOutcome;

    /// <summary>It failed.</summary>
    /// <param name="Code">Why; decides whether it is tried again.</param>
    /// <param name="Message">One line for people, with the last lines of what the program said.</param>
    /// <param name="Figures">What it cost.</param>
    public sealed record Failed(ErrorCode Code, string Message, RunFigures Figures) : ActivityOutcome;

    /// <summary>The agent hands it back without having run it to an end.</summary>
    /// <param name="Code">Why.</param>
    /// <param name="Message">One line for people.</param>
    /// <param name="MissingProducer">
    /// With <see cref="ErrorCode.InputMissing"/>: the index of the activity whose output nobody holds, or -1.
    /// </param>
    public sealed record Released(ErrorCode Code, string Message, int MissingProducer = -1) : ActivityOutcome;
}

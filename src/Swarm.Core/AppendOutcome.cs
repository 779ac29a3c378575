namespace Swarm.Core;

/// <summary>What the broker said to an append. Only reading the entry settles it.</summary>
public abstract record AppendOutcome
{
    private AppendOutcome()
    {
    }

    /// <summary>It was stored.</summary>
    /// <param name="Sequence">Its place in the log.</param>
    public sealed record Stored(ulong Sequence) : AppendOutcome;

    /// <summary>It was refused and is not in the log.</summary>
    /// <param name="Code">Why.</param>
    /// <param name="Message">What the broker said.</param>
    public sealed record Refused(ErrorCode Code, string Message) : AppendOutcome;

    /// <summary>Nobody knows: the answer may have been lost. Read on before appending again.</summary>
    /// <param name="Message">What went wrong.</param>
    public sealed record Unknown(string Message) : AppendOutcome;
}

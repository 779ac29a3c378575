namespace Swarm.Core.Ledger;

/// <summary>Why an activity moved on, for those who watch.</summary>
/// <param name="Code">Why it failed, if it did.</param>
/// <param name="Message">One line for people; may be empty.</param>
/// <param name="Figures">What the attempt cost, when it ended.</param>
internal readonly record struct Reason(ErrorCode Code, string Message, RunFigures? Figures = null)
{
    /// <summary>The usual course of things.</summary>
    internal static Reason None { get; } = new(ErrorCode.None, "");
}

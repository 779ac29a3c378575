namespace Swarm.Model;

/// <summary>Something was refused or failed for a reason that people can act on.</summary>
/// <param name="code">What kind of failure it is.</param>
/// <param name="message">One sentence: what happened, and the remedy.</param>
/// <param name="inner">What caused it, if another failure did.</param>
public class SwarmException(ErrorCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What kind of failure it is.</summary>
    public ErrorCode Code { get; } = code;
}

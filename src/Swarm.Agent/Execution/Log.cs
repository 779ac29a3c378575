using Microsoft.Extensions.Logging;

namespace Swarm.Agent.Execution;

/// <summary>What running activities says to people.</summary>
internal static partial class Log
{
    [LoggerMessage(1500, LogLevel.Information, "Run {Activity}.{Attempt} is ended: {Reason}")]
    internal static partial void RunCanceled(ILogger logger, ActivityId activity, Attempt attempt, string reason);

    [LoggerMessage(1501, LogLevel.Error, "The outputs of {Activity}.{Attempt} are not published: {Reason}")]
    internal static partial void NotPublished(ILogger logger, ActivityId activity, Attempt attempt, string reason);

    [LoggerMessage(1502, LogLevel.Warning, "{Count} programs that an earlier process of this agent left were ended")]
    internal static partial void LeftoversEnded(ILogger logger, int count);
}

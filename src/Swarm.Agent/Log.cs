using Microsoft.Extensions.Logging;

namespace Swarm.Agent;

/// <summary>What the agent as a whole says.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1000, Level = LogLevel.Critical,
        Message = "a bug ended the deciding loop; the last inputs were:\n{Inputs}")]
    internal static partial void LoopEnded(ILogger logger, Exception bug, string inputs);

    [LoggerMessage(EventId = 1001, Level = LogLevel.Information,
        Message = "agent {Agent} serves {Endpoint} and {Socket}")]
    internal static partial void Serving(ILogger logger, AgentId agent, string endpoint, string socket);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Information, Message = "pool {Url}: {Durability}")]
    internal static partial void PoolFound(ILogger logger, string url, string durability);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Information,
        Message = "an earlier process left {Count} programs running; they were ended")]
    internal static partial void LeftoversEnded(ILogger logger, int count);

    [LoggerMessage(EventId = 1004, Level = LogLevel.Information, Message = "stopping: {Reason}")]
    internal static partial void Stopping(ILogger logger, string reason);

    [LoggerMessage(EventId = 1005, Level = LogLevel.Information,
        Message = "ready in view {Epoch} with {Members} members")]
    internal static partial void Ready(ILogger logger, long epoch, int members);

    [LoggerMessage(EventId = 1006, Level = LogLevel.Information, Message = "inputs are recorded in {Path}")]
    internal static partial void Recording(ILogger logger, string path);

    [LoggerMessage(EventId = 1007, Level = LogLevel.Warning,
        Message = "the recording in {Path} ends here: it has its {Limit} MiB")]
    internal static partial void RecordingFull(ILogger logger, string path, long limit);

    [LoggerMessage(EventId = 1008, Level = LogLevel.Warning, Message = "the recording in {Path} ends here: {Why}")]
    internal static partial void RecordingFailed(ILogger logger, string path, string why);
}

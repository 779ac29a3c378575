using Microsoft.Extensions.Logging;

namespace Swarm.Agent.Control;

/// <summary>What this folder logs, with event ids from 1400 on.</summary>
internal static partial class Log
{
    [LoggerMessage(1400, LogLevel.Warning, "refused {Caller} at {Method}: {Reason}")]
    internal static partial void NotAllowed(ILogger log, string caller, string method, string reason);
}

using Microsoft.Extensions.Logging;

namespace Swarm.Agent.Fabric;

/// <summary>What the fabric says to people.</summary>
internal static partial class Log
{
    [LoggerMessage(1600, LogLevel.Warning,
        "Content {Digest} was edited in place or is torn; it is in {Quarantine} now and not held here any more")]
    internal static partial void ContentQuarantined(ILogger logger, string digest, string quarantine);

    [LoggerMessage(1601, LogLevel.Warning, "Content {Digest} did not come from {Holder}: {Reason}")]
    internal static partial void TransferFailed(ILogger logger, string digest, AgentId holder, string reason);

    [LoggerMessage(1602, LogLevel.Information, "A peer asks for {Reference}, which is not offered: {Reason}")]
    internal static partial void NotOffered(ILogger logger, string reference, string reason);

    [LoggerMessage(1603, LogLevel.Warning, "Content {Digest} did not come from the pool: {Reason}")]
    internal static partial void PoolFailed(ILogger logger, string digest, string reason);

    [LoggerMessage(1604, LogLevel.Information,
        "The content store was full: {Files} files of {FreedBytes} bytes went, {LeftBytes} bytes are left")]
    internal static partial void ContentRemoved(ILogger logger, int files, long freedBytes, long leftBytes);
}

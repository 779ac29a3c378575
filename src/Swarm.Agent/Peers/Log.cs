using Microsoft.Extensions.Logging;

namespace Swarm.Agent.Peers;

/// <summary>What this folder logs, with event ids from 1300 on.</summary>
internal static partial class Log
{
    [LoggerMessage(1300, LogLevel.Information, "link to {Peer} at {Endpoint} is open")]
    internal static partial void LinkOpened(ILogger log, AgentId peer, string endpoint);

    [LoggerMessage(1301, LogLevel.Warning, "link to {Peer} at {Endpoint} broke: {Reason}")]
    internal static partial void LinkBroken(ILogger log, AgentId peer, string endpoint, string reason);

    [LoggerMessage(1302, LogLevel.Warning, "link to {Peer} at {Endpoint} cannot be opened, trying on: {Reason}")]
    internal static partial void LinkRefused(ILogger log, AgentId peer, string endpoint, string reason);

    [LoggerMessage(1303, LogLevel.Warning, "{Peer} sent what cannot be read; it is skipped: {Reason}")]
    internal static partial void MessageMalformed(ILogger log, AgentId peer, string reason);

    [LoggerMessage(1304, LogLevel.Warning, "a message of {SizeBytes} bytes to {Peer} is too large for a link; dropped")]
    internal static partial void MessageTooLarge(ILogger log, AgentId peer, int sizeBytes);

    [LoggerMessage(1305, LogLevel.Warning, "{Caller} from {Address} did not prove that it knows the swarm's secret")]
    internal static partial void WrongProof(ILogger log, string caller, string address);

    [LoggerMessage(1306, LogLevel.Warning, "refused {Address}: {Reason}")]
    internal static partial void HelloRefused(ILogger log, string address, string reason);

    [LoggerMessage(1307, LogLevel.Information, "{Peer} opened its link to us")]
    internal static partial void PeerLinked(ILogger log, AgentId peer);
}

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

    [LoggerMessage(1305, LogLevel.Warning, "{Name} from {Address} was not enrolled: {Reason}")]
    internal static partial void EnrolmentRefused(ILogger log, string name, string address, string reason);

    [LoggerMessage(1306, LogLevel.Warning, "refused {Address}: {Reason}")]
    internal static partial void HelloRefused(ILogger log, string address, string reason);

    [LoggerMessage(1308, LogLevel.Warning, "the link of {Peer} is closed: {Reason}")]
    internal static partial void LinkEnded(ILogger log, AgentId peer, string reason);

    [LoggerMessage(1309, LogLevel.Information, "the certificate was renewed by {Host}")]
    internal static partial void Renewed(ILogger log, string host);

    [LoggerMessage(1310, LogLevel.Warning, "the certificate runs out at {NotAfter:u} and nobody renews it: {Reason}")]
    internal static partial void NotRenewed(ILogger log, DateTimeOffset notAfter, string reason);

    [LoggerMessage(1307, LogLevel.Information, "{Peer} opened its link to us")]
    internal static partial void PeerLinked(ILogger log, AgentId peer);
}

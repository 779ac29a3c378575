using Microsoft.Extensions.Logging;

namespace Swarm.Agent.Identity;

/// <summary>What this folder logs, with event ids from 1700 on.</summary>
internal static partial class Log
{
    [LoggerMessage(1700, LogLevel.Information, "the swarm's secret was made: {Path}; copy it to those who are to join")]
    internal static partial void SecretMade(ILogger log, string path);

    [LoggerMessage(1701, LogLevel.Debug, "a session of {Agent} was dropped to make room for another")]
    internal static partial void SessionEvicted(ILogger log, AgentId agent);

    [LoggerMessage(1702, LogLevel.Information, "the agent's key was made: {Path}")]
    internal static partial void KeyMade(ILogger log, string path);

    [LoggerMessage(1710, LogLevel.Information, "enrolled {Who}: certificate {Serial}, good until {NotAfter:u}")]
    internal static partial void Enrolled(ILogger log, string who, string serial, DateTimeOffset notAfter);

    [LoggerMessage(1711, LogLevel.Warning, "a list of whom the swarm trusts cannot be read: {Reason}")]
    internal static partial void TrustUnreadable(ILogger log, string reason);

    [LoggerMessage(1712, LogLevel.Warning, "list {Version} of whom the swarm trusts is not signed by its authority")]
    internal static partial void TrustForged(ILogger log, long version);

    [LoggerMessage(1713, LogLevel.Information, "list {Version} of whom the swarm trusts holds now; it revokes {Count}")]
    internal static partial void TrustTaken(ILogger log, long version, int count);

    [LoggerMessage(1714, LogLevel.Information, "this is {Who} of the swarm '{Title}', until {NotAfter:u}")]
    internal static partial void Identified(ILogger log, string who, string title, DateTimeOffset notAfter);

    [LoggerMessage(1715, LogLevel.Error, "the new certificate cannot be used, the old one stays: {Reason}")]
    internal static partial void CertificateUnusable(ILogger log, string reason);

    [LoggerMessage(1716, LogLevel.Warning, "turned away {Address} at {Method}: {Reason}")]
    internal static partial void CallerRefused(ILogger log, string address, string method, string reason);

    [LoggerMessage(1717, LogLevel.Information,
        "{Address} left without asking anything ({Caller}); if it is an agent, its log says why")]
    internal static partial void CallerLeft(ILogger log, string address, string caller);

    [LoggerMessage(1718, LogLevel.Information, "campaign {Campaign} is not run here, its owner is not known: {Reason}")]
    internal static partial void OwnerDoubted(ILogger log, string campaign, string reason);
}

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
}

using Microsoft.Extensions.Logging;

namespace Swarm.Agent.Broker;

/// <summary>What this folder logs, with event ids from 1200 on.</summary>
internal static partial class Log
{
    [LoggerMessage(1200, LogLevel.Information, "broker started: nats-server {Version}, process {Pid}, {Url}")]
    internal static partial void Started(ILogger log, Version version, int pid, string url);

    [LoggerMessage(1201, LogLevel.Information, "broker found running: process {Pid}, {Url}")]
    internal static partial void Adopted(ILogger log, int pid, string url);

    [LoggerMessage(1202, LogLevel.Information, "broker is {Durability}")]
    internal static partial void Durable(ILogger log, string durability);

    [LoggerMessage(1203, LogLevel.Warning, "broker is {Durability}")]
    internal static partial void NotDurable(ILogger log, string durability);

    [LoggerMessage(1204, LogLevel.Warning, "broker process {Pid} ended unasked, it is started again: {LastWords}")]
    internal static partial void Died(ILogger log, int pid, string lastWords);

    [LoggerMessage(1205, LogLevel.Error, "broker does not start: {Reason}")]
    internal static partial void RestartFailed(ILogger log, string reason);

    [LoggerMessage(1206, LogLevel.Information, "broker stopped")]
    internal static partial void Stopped(ILogger log);

    [LoggerMessage(1207, LogLevel.Warning, "broker did not stop within {LimitSeconds} s and was killed")]
    internal static partial void Killed(ILogger log, double limitSeconds);

    [LoggerMessage(1208, LogLevel.Information, "broker goes on without this agent: {Users} still use it")]
    internal static partial void LeftRunning(ILogger log, string users);

    [LoggerMessage(1209, LogLevel.Warning, "broker process {Pid} is replaced: {Reason}")]
    internal static partial void Replaced(ILogger log, int pid, string reason);

    [LoggerMessage(1210, LogLevel.Error, "broker process {Pid} answers nothing any more and is killed")]
    internal static partial void Stuck(ILogger log, int pid);

    [LoggerMessage(1211, LogLevel.Warning, "broker ended while the stream {Stream} was changed: that change is undone")]
    internal static partial void ChangeUndone(ILogger log, string stream);

    [LoggerMessage(1212, LogLevel.Information, "broker lets in {Count} agents now")]
    internal static partial void UsersChanged(ILogger log, int count);
}

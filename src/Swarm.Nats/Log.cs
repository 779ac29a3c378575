using Microsoft.Extensions.Logging;

namespace Swarm.Nats;

/// <summary>What the client says in the log.</summary>
internal static partial class Log
{
    /// <summary>One line for each event.</summary>
    internal static void Event(ILogger log, NatsEvent happened)
    {
        switch (happened)
        {
            case NatsEvent.Connected connected:
                Connected(log, connected.Server.Name, connected.Server.Version);
                break;
            case NatsEvent.Disconnected disconnected:
                Disconnected(log, disconnected.Reason);
                break;
            case NatsEvent.ReconnectFailed failed:
                ReconnectFailed(log, failed.Attempt, failed.Reason);
                break;
            case NatsEvent.SlowConsumer { Dropped: var dropped } slow when long.IsPow2(dropped):
                SlowConsumer(log, slow.Subject, dropped);
                break;
            case NatsEvent.ServerError error:
                ServerError(log, error.Message);
                break;
            case NatsEvent.LameDuckModeActivated:
                LameDuck(log);
                break;
            default:
                break;
        }
    }

    [LoggerMessage(3000, LogLevel.Information, "connected to broker {Name}, nats-server {Version}")]
    private static partial void Connected(ILogger log, string name, string version);

    [LoggerMessage(3001, LogLevel.Warning, "connection to the broker lost: {Reason}")]
    private static partial void Disconnected(ILogger log, string reason);

    [LoggerMessage(3002, LogLevel.Warning, "attempt {Attempt} to reach the broker failed: {Reason}")]
    private static partial void ReconnectFailed(ILogger log, int attempt, string reason);

    [LoggerMessage(3003, LogLevel.Warning, "the reader of {Subject} is slow: {Dropped} messages dropped so far")]
    private static partial void SlowConsumer(ILogger log, string subject, long dropped);

    [LoggerMessage(3004, LogLevel.Error, "the broker complains: {Message}")]
    private static partial void ServerError(ILogger log, string message);

    [LoggerMessage(3005, LogLevel.Warning, "the broker is about to stop")]
    private static partial void LameDuck(ILogger log);

    [LoggerMessage(3006, LogLevel.Warning, "closed with {Bytes} bytes that never reached the broker")]
    internal static partial void NotDrained(ILogger log, int bytes);

    [LoggerMessage(3007, LogLevel.Information, "consumer {Consumer} is made anew after sequence {Sequence}: {Reason}")]
    internal static partial void ConsumerRecreated(ILogger log, string consumer, ulong sequence, string reason);
}

using Swarm.Nats.Protocol;

namespace Swarm.Nats;

/// <summary>What happened to a connection without being asked for.</summary>
public abstract record NatsEvent
{
    private NatsEvent()
    {
    }

    /// <summary>The connection is open, for the first time or again.</summary>
    /// <param name="Server">Who answered.</param>
    public sealed record Connected(ServerInfo Server) : NatsEvent;

    /// <summary>The connection was lost and is being opened again.</summary>
    /// <param name="Reason">Why, in one line.</param>
    public sealed record Disconnected(string Reason) : NatsEvent;

    /// <summary>An attempt to reconnect failed; the next one follows.</summary>
    /// <param name="Attempt">Counted from 1 since the connection was lost.</param>
    /// <param name="Reason">Why, in one line.</param>
    public sealed record ReconnectFailed(int Attempt, string Reason) : NatsEvent;

    /// <summary>A subscription was full and dropped a message.</summary>
    /// <param name="Subject">The subject subscribed to.</param>
    /// <param name="Dropped">Messages this subscription has dropped so far.</param>
    public sealed record SlowConsumer(string Subject, long Dropped) : NatsEvent;

    /// <summary>The server complained; some complaints end the connection, a missing permission does not.</summary>
    /// <param name="Message">The server's words.</param>
    public sealed record ServerError(string Message) : NatsEvent;

    /// <summary>The server is about to stop.</summary>
    public sealed record LameDuckModeActivated : NatsEvent;
}

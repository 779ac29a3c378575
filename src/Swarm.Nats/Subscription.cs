using Swarm.Nats.Protocol;

namespace Swarm.Nats;

/// <summary>What the server knows by a number, and what happens to its messages.</summary>
internal abstract class Subscription(string subject, string? queueGroup)
{
    /// <summary>The number we gave it.</summary>
    internal long Sid { get; set; }

    internal string Subject => subject;

    internal string? QueueGroup => queueGroup;

    /// <summary>Takes a message, on the reading thread: quickly, and with a copy of what it keeps.</summary>
    internal abstract void OnMessage(in NatsFrame frame);

    /// <summary>The connection was lost; what the server held for us may be gone.</summary>
    internal virtual void OnConnectionLost()
    {
    }

    /// <summary>No message will come any more.</summary>
    internal abstract void OnClosed();
}

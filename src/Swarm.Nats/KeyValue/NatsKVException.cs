using Swarm.Nats.JetStream;

namespace Swarm.Nats.KeyValue;

/// <summary>Something went wrong with a bucket or a key.</summary>
public class NatsKVException : NatsJSException
{
    /// <summary>Creates it.</summary>
    /// <param name="message">What happened and the remedy.</param>
    public NatsKVException(string message)
        : base(message)
    {
    }

    /// <summary>Creates it.</summary>
    /// <param name="message">What happened and the remedy.</param>
    /// <param name="innerException">What caused it.</param>
    public NatsKVException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

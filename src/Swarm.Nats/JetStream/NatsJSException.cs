namespace Swarm.Nats.JetStream;

/// <summary>Something went wrong with a stream, a consumer, a bucket or an object.</summary>
public class NatsJSException : NatsException
{
    /// <summary>Creates it.</summary>
    /// <param name="message">What happened and the remedy.</param>
    public NatsJSException(string message)
        : base(message)
    {
    }

    /// <summary>Creates it.</summary>
    /// <param name="message">What happened and the remedy.</param>
    /// <param name="innerException">What caused it.</param>
    public NatsJSException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

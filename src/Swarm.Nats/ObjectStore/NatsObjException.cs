using Swarm.Nats.JetStream;

namespace Swarm.Nats.ObjectStore;

/// <summary>Something went wrong with an object.</summary>
public class NatsObjException : NatsJSException
{
    /// <summary>Creates it.</summary>
    /// <param name="message">What happened and the remedy.</param>
    public NatsObjException(string message)
        : base(message)
    {
    }

    /// <summary>Creates it.</summary>
    /// <param name="message">What happened and the remedy.</param>
    /// <param name="innerException">What caused it.</param>
    public NatsObjException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

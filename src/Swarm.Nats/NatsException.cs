namespace Swarm.Nats;

/// <summary>Something went wrong between us and the broker; the message says what and, if known, the remedy.</summary>
public class NatsException : Exception
{
    /// <summary>Creates it.</summary>
    /// <param name="message">What happened and the remedy.</param>
    public NatsException(string message)
        : base(message)
    {
    }

    /// <summary>Creates it.</summary>
    /// <param name="message">What happened and the remedy.</param>
    /// <param name="innerException">What caused it.</param>
    public NatsException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

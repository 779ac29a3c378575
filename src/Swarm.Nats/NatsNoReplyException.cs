namespace Swarm.Nats;

/// <summary>No answer came in time; whether the request was carried out is unknown.</summary>
/// <param name="timeout">How long we waited.</param>
public sealed class NatsNoReplyException(TimeSpan timeout)
    : NatsException($"no answer within {timeout.TotalSeconds:0.###} s; whether it was carried out is unknown");

namespace Swarm.Nats;

/// <summary>The connection was lost before the answer came; whether the request was carried out is unknown.</summary>
/// <param name="reason">Why it was lost.</param>
public sealed class NatsConnectionLostException(string reason)
    : NatsException(
        $"the connection was lost before the answer came ({reason}); whether it was carried out is unknown");

namespace Swarm.Nats;

/// <summary>Nobody listens on the subject of a request, so no answer will come.</summary>
public sealed class NatsNoRespondersException() : NatsException("nobody answers on this subject");

namespace Swarm.Nats;

/// <summary>A message is larger than the server takes; nothing was sent.</summary>
/// <param name="sizeBytes">Headers and payload.</param>
/// <param name="limitBytes">The server's max_payload.</param>
public sealed class NatsPayloadTooLargeException(int sizeBytes, int limitBytes)
    : NatsException($"a message of {sizeBytes} bytes is above the broker's max_payload of {limitBytes}");

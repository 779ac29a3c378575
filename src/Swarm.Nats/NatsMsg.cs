namespace Swarm.Nats;

/// <summary>A message that came in.</summary>
/// <typeparam name="T">What its payload was read as.</typeparam>
/// <param name="Subject">Where it was published.</param>
/// <param name="ReplyTo">Where an answer is expected; null when none is.</param>
/// <param name="Size">Headers and payload, in bytes.</param>
/// <param name="Headers">Its headers; null when it has none.</param>
/// <param name="Data">Its payload.</param>
/// <param name="Connection">Where it came from, for the answer.</param>
public readonly record struct NatsMsg<T>(
    string Subject, string? ReplyTo, int Size, NatsHeaders? Headers, T Data, NatsConnection Connection)
{
    /// <summary>Answers it.</summary>
    /// <typeparam name="TReply">A payload type: byte[], ReadOnlyMemory of bytes, or string.</typeparam>
    /// <param name="data">The answer.</param>
    /// <param name="ct">Ends the wait for room in the write buffer.</param>
    /// <returns>Done when the answer is on its way.</returns>
    /// <exception cref="NatsException">Nobody expects an answer.</exception>
    public ValueTask ReplyAsync<TReply>(TReply data, CancellationToken ct) =>
        Connection.PublishAsync(ReplyTo ?? throw new NatsException($"no answer is expected to {Subject}"), data, ct);
}

using System.Globalization;

namespace Swarm.Nats.JetStream;

/// <summary>A message delivered by a consumer.</summary>
/// <typeparam name="T">What its payload was read as.</typeparam>
/// <param name="Subject">Where it was published.</param>
/// <param name="Headers">Its headers; null when it has none.</param>
/// <param name="Data">Its payload.</param>
/// <param name="Metadata">Sequence, time and counts, from the broker.</param>
public readonly record struct NatsJSMsg<T>(string Subject, NatsHeaders? Headers, T Data, NatsJSMsgMetadata Metadata)
{
    internal NatsConnection? Connection { get; init; }

    internal string? ReplyTo { get; init; }

    /// <summary>It is done: never deliver it again. The word may be lost with the connection.</summary>
    /// <param name="ct">Ends the wait for room in the write buffer.</param>
    /// <returns>Done when the word is on its way.</returns>
    /// <exception cref="NatsJSException">The consumer expects no acknowledgement.</exception>
    public ValueTask AckAsync(CancellationToken ct) => SayAsync("+ACK", ct);

    /// <summary>It is done, and the broker knows it when this returns.</summary>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Done when the broker has confirmed.</returns>
    /// <exception cref="NatsException">No confirmation came; it may be delivered again.</exception>
    public async ValueTask DoubleAckAsync(CancellationToken ct) =>
        await Require().RequestAsync<string, ReadOnlyMemory<byte>>(ReplyTo!, "+ACK", ct).ConfigureAwait(false);

    /// <summary>It could not be done now.</summary>
    /// <param name="delay">When to deliver it again; zero for at once.</param>
    /// <param name="ct">Ends the wait for room in the write buffer.</param>
    /// <returns>Done when the word is on its way.</returns>
    /// <exception cref="NatsJSException">The consumer expects no acknowledgement.</exception>
    public ValueTask NakAsync(TimeSpan delay, CancellationToken ct) => delay <= TimeSpan.Zero
        ? SayAsync("-NAK", ct)
        : SayAsync(string.Create(
            CultureInfo.InvariantCulture, $"-NAK {{\"delay\": {delay.Ticks * TimeSpan.NanosecondsPerTick}}}"), ct);

    /// <summary>It is still worked on: count the time until redelivery anew.</summary>
    /// <param name="ct">Ends the wait for room in the write buffer.</param>
    /// <returns>Done when the word is on its way.</returns>
    /// <exception cref="NatsJSException">The consumer expects no acknowledgement.</exception>
    public ValueTask AckProgressAsync(CancellationToken ct) => SayAsync("+WPI", ct);

    /// <summary>It can never be done: do not deliver it again.</summary>
    /// <param name="ct">Ends the wait for room in the write buffer.</param>
    /// <returns>Done when the word is on its way.</returns>
    /// <exception cref="NatsJSException">The consumer expects no acknowledgement.</exception>
    public ValueTask AckTerminateAsync(CancellationToken ct) => SayAsync("+TERM", ct);

    private ValueTask SayAsync(string word, CancellationToken ct) => Require().PublishAsync(ReplyTo!, word, ct);

    private NatsConnection Require() => ReplyTo is not null
        ? Connection!
        : throw new NatsJSException("this consumer expects no acknowledgement");
}

using System.Runtime.CompilerServices;

namespace Swarm.Nats.JetStream;

/// <summary>
/// Reads a stream in order, every message exactly once, across lost connections and restarts of the broker.
/// </summary>
public sealed class NatsJSOrderedConsumer
{
    private readonly NatsJSContext _context;
    private readonly string _stream;
    private readonly NatsJSOrderedConsumerOpts _opts;

    internal NatsJSOrderedConsumer(NatsJSContext context, string stream, NatsJSOrderedConsumerOpts opts)
    {
        _context = context;
        _stream = stream;
        _opts = opts;
    }

    /// <summary>
    /// The messages, and then those to come. At most the limits of the options are held here; the server holds the
    /// rest while the reader works.
    /// </summary>
    /// <typeparam name="T">What payloads are read as: byte[], ReadOnlyMemory of bytes, or string.</typeparam>
    /// <param name="ct">Ends it.</param>
    /// <returns>Each message with its sequence, its stored time and its subject.</returns>
    /// <exception cref="NatsJSException">The stream is gone, or has lost messages that were read.</exception>
    public async IAsyncEnumerable<NatsJSMsg<T>> ConsumeAsync<T>([EnumeratorCancellation] CancellationToken ct)
    {
        var feed = new OrderedFeed<T>(_context, _stream, _opts);
        await using (feed.ConfigureAwait(false))
        {
            await feed.OpenAsync(ct).ConfigureAwait(false);
            while (true)
            {
                yield return await feed.NextAsync(ct).ConfigureAwait(false);
            }
        }
    }
}

using System.Runtime.CompilerServices;
using Swarm.Nats.JetStream;

namespace Swarm.Nats.KeyValue;

/// <summary>Reads a bucket's entries in order, across lost connections.</summary>
internal sealed class NatsKVWatcher<T>(NatsJSContext context, NatsKVStore store, string keys, NatsKVWatchOpts opts)
{
    /// <summary>Entries for as long as wanted.</summary>
    internal async IAsyncEnumerable<NatsKVEntry<T>> WatchAsync([EnumeratorCancellation] CancellationToken ct)
    {
        OrderedFeed<T> feed = Feed();
        await using (feed.ConfigureAwait(false))
        {
            await feed.OpenAsync(ct).ConfigureAwait(false);
            while (true)
            {
                NatsKVEntry<T> entry = Read(await feed.NextAsync(ct).ConfigureAwait(false));
                if (!opts.IgnoreDeletes || entry.Operation == NatsKVOperation.Put)
                {
                    yield return entry;
                }
            }
        }
    }

    /// <summary>The entries there are now.</summary>
    internal async IAsyncEnumerable<NatsKVEntry<T>> ReadPresentAsync([EnumeratorCancellation] CancellationToken ct)
    {
        OrderedFeed<T> feed = Feed();
        await using (feed.ConfigureAwait(false))
        {
            bool more = await feed.OpenAsync(ct).ConfigureAwait(false) > 0;
            while (more)
            {
                NatsKVEntry<T> entry = Read(await feed.NextAsync(ct).ConfigureAwait(false));
                more = entry.Delta > 0;
                if (!opts.IgnoreDeletes || entry.Operation == NatsKVOperation.Put)
                {
                    yield return entry;
                }
            }
        }
    }

    private OrderedFeed<T> Feed() => new(context, store.StreamName, new NatsJSOrderedConsumerOpts
    {
        FilterSubject = store.SubjectOf(keys),
        DeliverPolicy = opts switch
        {
            { UpdatesOnly: true } => ConsumerConfigDeliverPolicy.New,
            { IncludeHistory: true } => ConsumerConfigDeliverPolicy.All,
            _ => ConsumerConfigDeliverPolicy.LastPerSubject,
        },
        HeadersOnly = opts.MetaOnly,
        NamePrefix = "kv",
    });

    private NatsKVEntry<T> Read(NatsJSMsg<T> msg) => new(
        store.Bucket,
        msg.Subject[store.SubjectOf("").Length..],
        msg.Data,
        msg.Metadata.Sequence.Stream,
        msg.Metadata.Timestamp,
        NatsKVStore.OperationOf(msg.Headers),
        msg.Metadata.NumPending);
}

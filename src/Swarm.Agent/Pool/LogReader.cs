using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Swarm.Agent.Wire;
using Swarm.Core;
using Swarm.Nats;
using Swarm.Nats.JetStream;

namespace Swarm.Agent.Pool;

/// <summary>
/// Reads the log in order, each entry once, whatever happens to the broker meanwhile. Entries that nobody can read
/// are counted and skipped, by everybody alike, since it follows from their bytes.
/// </summary>
internal sealed class LogReader(NatsJSContext context, PoolStreams streams, PoolSubjects subjects, PoolBlobs blobs)
{
    private const int MissingTries = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly ILogger _log = context.Connection.Opts.LoggerFactory.CreateLogger<LogReader>();
    private readonly TimeProvider _time = context.Connection.Opts.TimeProvider;
    private long _malformed;

    /// <summary>How many entries could not be read.</summary>
    internal long Malformed => Interlocked.Read(ref _malformed);

    /// <summary>Reads what comes after a sequence, without end.</summary>
    /// <exception cref="SwarmException">The log is gone, or has lost entries that were read.</exception>
    internal async IAsyncEnumerable<AgentInput> ReadAsync(
        ulong after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        StreamState start = await PersistAsync(streams.StateAsync, cancellationToken);
        if (start.LastSeq < after)
        {
            throw new SwarmException(
                ErrorCode.BrokerRefused,
                $"the log ends at entry {start.LastSeq}, but {after} was read before: the broker lost entries; start "
                + "the agent again to read the log anew");
        }

        bool caughtUp = start.Messages == 0 || start.LastSeq == after;
        if (caughtUp)
        {
            yield return new AgentInput.CaughtUp();
        }

        await foreach (NatsJSMsg<ReadOnlyMemory<byte>> msg in ConsumeAsync(after, cancellationToken))
        {
            if (await ReadEntryAsync(msg, cancellationToken) is { } entry)
            {
                yield return entry;
            }

            if (!caughtUp && (msg.Metadata.Sequence.Stream >= start.LastSeq || msg.Metadata.NumPending == 0))
            {
                caughtUp = true;
                yield return new AgentInput.CaughtUp();
            }
        }
    }

    private async IAsyncEnumerable<NatsJSMsg<ReadOnlyMemory<byte>>> ConsumeAsync(
        ulong after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        NatsJSOrderedConsumerOpts opts = new()
        {
            DeliverPolicy = ConsumerConfigDeliverPolicy.ByStartSequence,
            OptStartSeq = after + 1,
            NamePrefix = "log",
        };

        // Only the first message can fail for an absent broker: from then on the consumer itself outlives outages.
        IAsyncEnumerator<NatsJSMsg<ReadOnlyMemory<byte>>> source = await PersistAsync(OpenAsync, cancellationToken);
        try
        {
            do
            {
                yield return source.Current;
            }
            while (await MoveAsync(source));
        }
        finally
        {
            await source.DisposeAsync();
        }

        async Task<IAsyncEnumerator<NatsJSMsg<ReadOnlyMemory<byte>>>> OpenAsync(CancellationToken stop)
        {
            IAsyncEnumerator<NatsJSMsg<ReadOnlyMemory<byte>>> opened = context
                .CreateOrderedConsumer(subjects.Stream, opts)
                .ConsumeAsync<ReadOnlyMemory<byte>>(stop)
                .GetAsyncEnumerator(stop);
            try
            {
                await opened.MoveNextAsync();
                return opened;
            }
            catch
            {
                await opened.DisposeAsync();
                throw;
            }
        }
    }

    private static async ValueTask<bool> MoveAsync(IAsyncEnumerator<NatsJSMsg<ReadOnlyMemory<byte>>> source)
    {
        try
        {
            return await source.MoveNextAsync();
        }
        catch (NatsException e)
        {
            throw LogLost(e);
        }
    }

    private async Task<AgentInput?> ReadEntryAsync(
        NatsJSMsg<ReadOnlyMemory<byte>> msg, CancellationToken cancellationToken)
    {
        ulong sequence = msg.Metadata.Sequence.Stream;
        if (!subjects.TryAuthor(msg.Subject, out AgentId author))
        {
            return Skip(msg, "its subject names no agent");
        }

        try
        {
            PoolEvent? says = PoolCodec.Decode(msg.Data) switch
            {
                PoolRead.Complete complete => complete.Says,
                PoolRead.Stored stored => await FetchAsync(sequence, stored, cancellationToken),
                PoolRead other => throw Invariant.Unreachable(other),
            };
            return says is null ? null : new AgentInput.PoolEntry(sequence, author, MicrosOf(msg), says);
        }
        catch (Exception e) when (e is FormatException or SwarmException)
        {
            return Skip(msg, e.Message);
        }
    }

    // The campaign was durable before its entry: what is missing now will not come, but a cluster may be behind.
    private async Task<PoolEvent?> FetchAsync(
        ulong sequence, PoolRead.Stored stored, CancellationToken cancellationToken)
    {
        for (int i = 0; i < MissingTries; i++)
        {
            ReadOnlyMemory<byte>? bytes = await PersistAsync(
                stop => blobs.ReadAsync(stored.Digest, stored.SizeBytes, stop), cancellationToken);
            if (bytes is { } body)
            {
                return PoolCodec.DecodeCampaign(body, stored.Owner);
            }

            await Task.Delay(Pause, _time, cancellationToken);
        }

        Interlocked.Increment(ref _malformed);
        Log.CampaignMissing(_log, sequence, stored.Digest.Short);
        return null;
    }

    private AgentInput? Skip(NatsJSMsg<ReadOnlyMemory<byte>> msg, string reason)
    {
        Interlocked.Increment(ref _malformed);
        Log.EntryMalformed(_log, msg.Metadata.Sequence.Stream, Printable.Of(msg.Subject), Printable.Of(reason, 300));
        return null;
    }

    private async Task<T> PersistAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await ask(cancellationToken);
            }
            catch (NatsException e) when (BrokerErrors.IsPassing(e))
            {
                Log.ReadingWaits(_log, e.Message);
            }
            catch (NatsException e)
            {
                throw LogLost(e);
            }

            await Task.Delay(Pause, _time, cancellationToken);
        }
    }

    private static SwarmException LogLost(NatsException e) => new(
        ErrorCode.BrokerRefused, $"the log cannot be read on: {e.Message}; start the agent again to read it anew", e);

    private static long MicrosOf(NatsJSMsg<ReadOnlyMemory<byte>> msg) =>
        (msg.Metadata.Timestamp - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}

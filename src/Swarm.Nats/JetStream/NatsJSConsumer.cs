using System.Runtime.CompilerServices;

namespace Swarm.Nats.JetStream;

/// <summary>A pull consumer: the broker remembers what it has delivered and what was acknowledged.</summary>
public sealed class NatsJSConsumer
{
    /// <summary>How much longer than the server we wait for its word that a pull is over.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);

    private readonly NatsJSContext _context;

    internal NatsJSConsumer(NatsJSContext context, ConsumerInfo info)
    {
        _context = context;
        Info = info;
    }

    /// <summary>What it is, and where it stood when last asked.</summary>
    public ConsumerInfo Info { get; private set; }

    /// <summary>Asks where it stands.</summary>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Done when <see cref="Info"/> is new.</returns>
    /// <exception cref="NatsJSApiException">It does not exist any more.</exception>
    public async ValueTask RefreshAsync(CancellationToken ct) =>
        Info = await _context
            .CallAsync($"CONSUMER.INFO.{Info.StreamName}.{Info.Name}", [], JetStreamJson.Default.ConsumerInfo, ct)
            .ConfigureAwait(false);

    /// <summary>Some messages now: ends when there are enough, or the time is over.</summary>
    /// <typeparam name="T">What payloads are read as: byte[], ReadOnlyMemory of bytes, or string.</typeparam>
    /// <param name="opts">How many and how long.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>The messages; each is to be acknowledged.</returns>
    /// <exception cref="NatsException">The connection was lost, or the consumer is gone.</exception>
    public async IAsyncEnumerable<NatsJSMsg<T>> FetchAsync<T>(
        NatsJSFetchOpts opts, [EnumeratorCancellation] CancellationToken ct)
    {
        NatsConnection connection = _context.Connection;
        var inbox = new PullInbox<T>(connection, opts.MaxMsgs, acks: true);
        using var limit = new CancellationTokenSource(opts.Expires + Patience, connection.Opts.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            await PullAsync(inbox, opts, ct).ConfigureAwait(false);
            for (var left = opts.MaxMsgs; left > 0; left--)
            {
                PullItem<T> item = await ReadAsync(inbox, limit.Token, either.Token).ConfigureAwait(false);
                if (!item.IsMessage)
                {
                    RequireOrderly(item);
                    yield break;
                }

                yield return item.Msg;
            }
        }
        finally
        {
            connection.Remove(inbox);
        }
    }

    /// <summary>One message, if there is one within the time.</summary>
    /// <typeparam name="T">What the payload is read as: byte[], ReadOnlyMemory of bytes, or string.</typeparam>
    /// <param name="expires">How long to wait.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The message, or null when there was none.</returns>
    /// <exception cref="NatsException">The connection was lost, or the consumer is gone.</exception>
    public async ValueTask<NatsJSMsg<T>?> NextAsync<T>(TimeSpan expires, CancellationToken ct)
    {
        var opts = new NatsJSFetchOpts { MaxMsgs = 1, Expires = expires };
        await foreach (NatsJSMsg<T> msg in FetchAsync<T>(opts, ct).ConfigureAwait(false))
        {
            return msg;
        }

        return null;
    }

    /// <summary>
    /// Messages for as long as wanted, across lost connections; what was not acknowledged comes again.
    /// </summary>
    /// <typeparam name="T">What payloads are read as: byte[], ReadOnlyMemory of bytes, or string.</typeparam>
    /// <param name="ct">Ends it.</param>
    /// <returns>The messages; each is to be acknowledged.</returns>
    /// <exception cref="NatsJSException">The consumer is gone.</exception>
    public async IAsyncEnumerable<NatsJSMsg<T>> ConsumeAsync<T>([EnumeratorCancellation] CancellationToken ct)
    {
        var feed = new PullFeed<T>(_context, Info.StreamName, Info.Name, PullLimits.Default, acks: true);
        await using (feed.ConfigureAwait(false))
        {
            while (true)
            {
                PullItem<T> item = await feed.NextAsync(ct).ConfigureAwait(false);
                if (item.IsMessage)
                {
                    yield return item.Msg;
                    continue;
                }

                ObjectDisposedException.ThrowIf(item.Status == PullItem<T>.Closed, _context.Connection);
                await Task.Delay(RetryPause, _context.Connection.Opts.TimeProvider, ct).ConfigureAwait(false);
                await RequireExistsAsync(ct).ConfigureAwait(false);
            }
        }
    }

    /// <summary>After a broken flow: is the consumer gone, or just the connection?</summary>
    private async ValueTask RequireExistsAsync(CancellationToken ct)
    {
        try
        {
            await RefreshAsync(ct).ConfigureAwait(false);
        }
        catch (NatsException e) when (e is not NatsJSApiException { Error.Code: 404 })
        {
            // Not reachable now: the next pull will tell.
        }
    }

    private async ValueTask PullAsync<T>(PullInbox<T> inbox, NatsJSFetchOpts opts, CancellationToken ct)
    {
        bool waits = opts.Expires > TimeSpan.Zero;
        var request = new PullRequest
        {
            Batch = opts.MaxMsgs,
            Expires = waits ? opts.Expires : null,
            NoWait = waits ? null : true,
        };
        inbox.Expect(opts.MaxMsgs);
        string subject = $"{_context.Opts.ApiPrefix}.CONSUMER.MSG.NEXT.{Info.StreamName}.{Info.Name}";
        byte[] body = JetStreamJson.Bytes(request, JetStreamJson.Default.PullRequest);
        await _context.Connection.PublishAsync(subject, body, headers: null, inbox.Subject, ct).ConfigureAwait(false);
    }

    private static async ValueTask<PullItem<T>> ReadAsync<T>(
        PullInbox<T> inbox, CancellationToken limit, CancellationToken either)
    {
        PullItem<T> item;
        try
        {
            while (!inbox.TryRead(out item))
            {
                await inbox.WaitToReadAsync(either).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return PullItem<T>.OfStatus(408, "the server left the pull unanswered");
        }

        return item;
    }

    private void RequireOrderly<T>(PullItem<T> item)
    {
        if (!item.IsOrderlyEnd)
        {
            throw item.Status < 0
                ? new NatsConnectionLostException(item.Text)
                : new NatsJSException($"consumer {Info.Name} ended a pull: {item.Text} ({item.Status})");
        }
    }
}

namespace Swarm.Nats.JetStream;

/// <summary>
/// A steady flow from a pull consumer with bounded memory: half of the limit is asked for at a time, and the next half
/// when what is here is at most the other. What was not asked for stays with the server.
/// </summary>
internal sealed class PullFeed<T> : IAsyncDisposable
{
    private static readonly TimeSpan Expires = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    private readonly NatsJSContext _context;
    private readonly PullLimits _limits;
    private readonly PullInbox<T> _inbox;
    private readonly string _subject;

    internal PullFeed(NatsJSContext context, string stream, string consumer, PullLimits limits, bool acks)
    {
        _context = context;
        _limits = limits;
        _subject = $"{context.Opts.ApiPrefix}.CONSUMER.MSG.NEXT.{stream}.{consumer}";
        _inbox = new PullInbox<T>(context.Connection, limits.MaxMsgs, acks);
    }

    /// <summary>The next message, or the reason why this flow has broken.</summary>
    internal async ValueTask<PullItem<T>> NextAsync(CancellationToken ct)
    {
        while (true)
        {
            if (_inbox.Open == 0 && _inbox.HeldMsgs <= _limits.MaxMsgs / 2 && _inbox.HeldBytes <= _limits.MaxBytes / 2)
            {
                await PullAsync(ct).ConfigureAwait(false);
            }

            if (_inbox.TryRead(out PullItem<T> item))
            {
                if (!item.IsOrderlyEnd)
                {
                    return item;
                }
            }
            else if (!await HearAsync(ct).ConfigureAwait(false))
            {
                _inbox.Expect(0);
                return PullItem<T>.OfStatus(PullItem<T>.Silent, "the server sent neither message nor heartbeat");
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _context.Connection.Remove(_inbox);
        return default;
    }

    /// <summary>Waits for an item; false when the server has been silent for too long.</summary>
    private async ValueTask<bool> HearAsync(CancellationToken ct)
    {
        ValueTask<bool> waiting = _inbox.WaitToReadAsync(ct);
        if (waiting.IsCompleted)
        {
            return await waiting.ConfigureAwait(false);
        }

        Task<bool> item = waiting.AsTask();
        TimeProvider clock = _context.Connection.Opts.TimeProvider;
        while (true)
        {
            TimeSpan left = (2 * Heartbeat) - clock.GetElapsedTime(_inbox.Heard);
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            try
            {
                return await item.WaitAsync(left, clock, ct).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // A heartbeat may have come meanwhile.
            }
        }
    }

    private ValueTask PullAsync(CancellationToken ct)
    {
        // A message must fit into one pull, or it would never come.
        int leastBytes = (_context.Connection.ServerInfo?.MaxPayload ?? 0) + (64 * 1024);
        var request = new PullRequest
        {
            Batch = Math.Max(1, _limits.MaxMsgs / 2),
            MaxBytes = Math.Max(_limits.MaxBytes / 2, leastBytes),
            Expires = Expires,
            IdleHeartbeat = Heartbeat,
        };
        _inbox.Expect(request.Batch);
        byte[] body = JetStreamJson.Bytes(request, JetStreamJson.Default.PullRequest);
        return _context.Connection.PublishAsync(_subject, body, headers: null, _inbox.Subject, ct);
    }
}

using Microsoft.Extensions.Logging;

namespace Swarm.Nats.JetStream;

/// <summary>
/// A stream read in order, each message once. The broker's consumer is thrown away at the first doubt (a gap, a lost
/// connection, silence) and made anew after the last sequence that was read.
/// </summary>
internal sealed class OrderedFeed<T>(NatsJSContext context, string stream, NatsJSOrderedConsumerOpts opts)
    : IAsyncDisposable
{
    private static readonly TimeSpan InactiveThreshold = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly ILogger _log = context.Connection.Opts.LoggerFactory.CreateLogger<NatsJSOrderedConsumer>();
    private PullFeed<T>? _feed;
    private string _consumer = "";
    private ulong _lastDelivery;
    private ulong _lastSequence;

    /// <summary>Makes the first consumer; the answer is how many messages it has to deliver.</summary>
    /// <exception cref="NatsException">The stream does not exist, or the broker does not answer.</exception>
    internal ValueTask<ulong> OpenAsync(CancellationToken ct) => CreateAsync(ct);

    /// <summary>The next message, however often the connection breaks meanwhile.</summary>
    /// <exception cref="NatsJSException">The stream is gone, or has lost messages that were read.</exception>
    /// <exception cref="ObjectDisposedException">The connection was closed.</exception>
    internal async ValueTask<NatsJSMsg<T>> NextAsync(CancellationToken ct)
    {
        while (true)
        {
            PullItem<T> item = await _feed!.NextAsync(ct).ConfigureAwait(false);
            ObjectDisposedException.ThrowIf(item.Status == PullItem<T>.Closed, context.Connection);
            if (item.IsMessage && item.Msg.Metadata.Sequence.Consumer == _lastDelivery + 1)
            {
                _lastDelivery++;
                _lastSequence = item.Msg.Metadata.Sequence.Stream;
                return item.Msg;
            }

            string reason = item.IsMessage ? "a gap in its deliveries" : $"{item.Text} ({item.Status})";
            await RecreateAsync(reason, ct).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_feed is not null)
        {
            await DropAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask RecreateAsync(string reason, CancellationToken ct)
    {
        Log.ConsumerRecreated(_log, _consumer, _lastSequence, reason);
        TimeSpan pause = FirstPause;
        while (true)
        {
            await DropAsync().ConfigureAwait(false);
            try
            {
                await RequireNothingLostAsync(ct).ConfigureAwait(false);
                await CreateAsync(ct).ConfigureAwait(false);
                return;
            }
            catch (NatsException e) when (IsPassing(e))
            {
                Log.ConsumerRecreated(_log, _consumer, _lastSequence, e.Message);
            }

            await Task.Delay(pause, context.Connection.Opts.TimeProvider, ct).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>A broker that restarts answers late, not at all, or that it is not ready; the rest is final.</summary>
    private static bool IsPassing(NatsException e) => e switch
    {
        NatsJSApiException refused => refused.Error.Code == 503,
        NatsJSException => false,
        _ => true,
    };

    /// <summary>
    /// A broker that lost its newest messages would give their numbers to others: better stop than skip.
    /// </summary>
    private async ValueTask RequireNothingLostAsync(CancellationToken ct)
    {
        StreamInfo info = await context
            .CallAsync($"STREAM.INFO.{stream}", [], JetStreamJson.Default.StreamInfo, ct).ConfigureAwait(false);
        if (info.State.LastSeq < _lastSequence)
        {
            throw new NatsJSException(
                $"stream {stream} ends at sequence {info.State.LastSeq}, but {_lastSequence} was read before: "
                + "the broker lost messages or the stream was made anew; read it from the start");
        }
    }

    private async ValueTask<ulong> CreateAsync(CancellationToken ct)
    {
        _consumer = $"{opts.NamePrefix}_{Guid.NewGuid():N}";
        _lastDelivery = 0;
        ConsumerInfo info = await NatsJSStream.SetConsumerAsync(context, stream, Config(), ct).ConfigureAwait(false);
        var limits = new PullLimits(opts.MaxMsgs, opts.MaxSizeBytes);
        _feed = new PullFeed<T>(context, stream, _consumer, limits, acks: false);
        return info.NumPending;
    }

    private ConsumerConfig Config()
    {
        bool resumes = _lastSequence > 0;
        return new ConsumerConfig
        {
            Name = _consumer,
            DeliverPolicy = resumes ? ConsumerConfigDeliverPolicy.ByStartSequence : opts.DeliverPolicy,
            OptStartSeq = resumes ? _lastSequence + 1 : opts.OptStartSeq,
            OptStartTime = resumes ? null : opts.OptStartTime,
            AckPolicy = ConsumerConfigAckPolicy.None,
            MaxDeliver = 1,
            FilterSubject = opts.FilterSubject,
            HeadersOnly = opts.HeadersOnly ? true : null,
            InactiveThreshold = InactiveThreshold,
            NumReplicas = 1,
            MemStorage = true,
        };
    }

    /// <summary>Lets the broker forget the consumer at once; if the word is lost, it does after a while.</summary>
    private async ValueTask DropAsync()
    {
        if (_feed is null)
        {
            return;
        }

        await _feed.DisposeAsync().ConfigureAwait(false);
        _feed = null;
        if (context.Connection.ConnectionState == NatsConnectionState.Open)
        {
            string subject = $"{context.Opts.ApiPrefix}.CONSUMER.DELETE.{stream}.{_consumer}";
            context.Connection.TryPublish(subject);
        }
    }
}

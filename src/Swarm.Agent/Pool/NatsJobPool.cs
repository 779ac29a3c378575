using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Swarm.Agent.Ports;
using Swarm.Agent.Wire;
using Swarm.Core;
using Swarm.Nats;
using Swarm.Nats.JetStream;
using Swarm.Nats.ObjectStore;

namespace Swarm.Agent.Pool;

/// <summary>
/// The job pool on NATS: the log is one stream, small content lies in an object store beside it. An acknowledgement
/// says that an entry is stored; only reading it settles it.
/// </summary>
internal sealed class NatsJobPool : IJobPool, IAsyncDisposable
{
    /// <summary>The largest campaign that travels inside its entry; larger ones go to the object store first.</summary>
    internal const int MaxInlineBytes = 512 * 1024;

    // A busy broker makes a stream or answers about it more slowly than it takes an entry.
    private static readonly TimeSpan ApiLimit = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan ClockLimit = TimeSpan.FromSeconds(2);

    private readonly PoolPlace _place;
    private readonly PoolSubjects _subjects;
    private readonly NatsConnection _connection;
    private readonly NatsJSContext _context;
    private readonly NatsJSContext _appends;
    private readonly PoolStreams _streams;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _closing = new();

    private PoolBlobs? _blobs;
    private LogReader? _reader;
    private Task _guarding = Task.CompletedTask;
    private bool _disposed;

    internal NatsJobPool(PoolOptions options, PoolPlace place, ILoggerFactory loggers, TimeProvider time)
    {
        _place = place;
        _log = loggers.CreateLogger<NatsJobPool>();
        _time = time;
        _subjects = new PoolSubjects(place.Swarm);
        _connection = new NatsConnection(NatsOpts.Default with
        {
            Url = place.Broker.Url,
            Name = place.Self.Text,
            AuthOpts = new NatsAuthOpts { Token = place.Broker.Token },
            TlsOpts = new NatsTlsOpts
            {
                Mode = place.Broker.Host is null ? NatsTlsMode.Auto : NatsTlsMode.Require,
                ConfigureClientAuthentication = place.Broker.Secure,
            },
            InboxPrefix = PoolGrants.InboxOf(place.Self),
            RequestTimeout = ApiLimit,
            LoggerFactory = loggers,
            TimeProvider = time,
        });
        _context = new NatsJSContext(_connection);
        _appends = new NatsJSContext(_connection, new NatsJSOpts { RequestTimeout = options.AppendLimit });
        _streams = new PoolStreams(_context, options, place, _subjects, _log);
    }

    /// <inheritdoc/>
    public bool IsConnected => _connection.ConnectionState == NatsConnectionState.Open;

    /// <summary>How many entries could not be read.</summary>
    internal long Malformed => _reader?.Malformed ?? 0;

    private PoolBlobs Blobs => _blobs ?? throw NotStarted();

    /// <summary>Connects, and makes the log (the founder) or finds it (everybody else).</summary>
    /// <exception cref="SwarmException">The broker does not answer, refuses, or holds another swarm's log.</exception>
    internal async Task StartAsync(bool founding, CancellationToken cancellationToken)
    {
        await ConnectAsync(cancellationToken);
        NatsObjStore store = founding
            ? await _streams.MakeAsync(cancellationToken)
            : await _streams.FindAsync(cancellationToken);
        _blobs = new PoolBlobs(store);
        _reader = new LogReader(_context, _streams, _subjects, _blobs);
        StreamState state = await _streams.StateAsync(cancellationToken);
        Log.Opened(_log, _subjects.Stream, _place.Broker.Url, state.LastSeq);
        if (await ClockAheadAsync(cancellationToken) is { } ahead && BrokerClock.IsApart(ahead))
        {
            Log.ClocksApart(_log, ahead.TotalSeconds);
        }

        if (_place.Broker.StoreFolder is { } folder)
        {
            _guarding = new SpaceGuard(_streams, folder, _log, _time).RunAsync(_closing.Token);
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<AgentInput> ReadAsync(ulong after, CancellationToken cancellationToken) =>
        (_reader ?? throw NotStarted()).ReadAsync(after, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<AppendOutcome> AppendAsync(PoolEvent entry, CancellationToken cancellationToken) =>
        PublishAsync(_subjects.Of(_place.Self, entry), PoolCodec.Encode(entry), opts: null, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<AppendOutcome> SubmitAsync(CampaignDocument campaign, CancellationToken cancellationToken)
    {
        byte[] entry;
        if (campaign.Bytes.Length <= MaxInlineBytes)
        {
            entry = PoolCodec.EncodeSubmission(campaign.Bytes);
        }
        else
        {
            if (await TryPutAsync(campaign, cancellationToken) is { } failed)
            {
                return failed;
            }

            entry = PoolCodec.EncodeSubmissionReference(campaign.Digest, campaign.Bytes.Length);
        }

        NatsJSPubOpts opts = new() { MsgId = $"{campaign.Graph.Id}:{campaign.Digest}" };
        return await PublishAsync(_subjects.OfSubmission(_place.Self), entry, opts, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask PutAsync(Digest digest, Stream content, CancellationToken cancellationToken) =>
        await Blobs.PutAsync(digest, content, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Stream?> OpenAsync(Digest digest, CancellationToken cancellationToken) =>
        await Blobs.OpenAsync(digest, cancellationToken);

    /// <summary>How far the broker's clock is ahead of this host's; null while the broker does not answer.</summary>
    internal async Task<TimeSpan?> ClockAheadAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(ClockLimit, _time);
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return IsConnected ? await BrokerClock.AheadAsync(_context, _subjects.Stream, _time, either.Token) : null;
        }
        catch (Exception e) when (e is NatsException || IsOver(e, limit))
        {
            return null;
        }
    }

    /// <summary>Writes what waits and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _closing.CancelAsync();
        await _guarding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _connection.DisposeAsync();
        _closing.Dispose();
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _connection.ConnectAsync(cancellationToken);
        }
        catch (NatsException e)
        {
            throw new SwarmException(
                ErrorCode.BrokerUnavailable,
                $"the broker {_place.Broker.Url} cannot be reached ({e.Message}): start it, or name another with "
                + "pool.url",
                e);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<AppendOutcome> PublishAsync(
        string subject, byte[] entry, NatsJSPubOpts? opts, CancellationToken cancellationToken)
    {
        try
        {
            NatsResult<PubAck> ack =
                await _appends.TryPublishAsync(subject, entry, opts, headers: null, cancellationToken);
            return ack.Success ? new AppendOutcome.Stored(ack.Value.Sequence) : BrokerErrors.OutcomeOf(ack.Error);
        }
        catch (NatsException e)
        {
            return BrokerErrors.OutcomeOf(e);
        }
    }

    private async Task<AppendOutcome?> TryPutAsync(CampaignDocument campaign, CancellationToken cancellationToken)
    {
        try
        {
            using MemoryStream body = new(campaign.Bytes.ToArray(), writable: false);
            await Blobs.PutAsync(campaign.Digest, body, cancellationToken);
            return null;
        }
        catch (SwarmException e) when (e.Code == ErrorCode.BrokerUnavailable)
        {
            return new AppendOutcome.Unknown(e.Message);
        }
        catch (SwarmException e)
        {
            return new AppendOutcome.Refused(e.Code, e.Message);
        }
    }

    private static bool IsOver(Exception e, CancellationTokenSource limit) =>
        e is OperationCanceledException && limit.IsCancellationRequested;

    private static InvalidOperationException NotStarted() => new("the pool was not started");
}

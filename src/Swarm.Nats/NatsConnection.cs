using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Swarm.Nats.Protocol;
using Swarm.Nats.Requests;
using Swarm.Nats.Transport;

namespace Swarm.Nats;

/// <summary>
/// A connection to a NATS server, shared by the whole process. Once open it stays so: a lost connection is opened
/// again, subscriptions resume, and what was published meanwhile waits in a bounded buffer.
/// </summary>
public sealed class NatsConnection : IAsyncDisposable
{
    private const int EventCapacity = 64;
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(2);
    private static readonly SearchValues<char> NotInSubjects = SearchValues.Create(" \t\r\n\0");

    private readonly ConcurrentDictionary<long, Subscription> _subscriptions = new();
    private readonly Channel<NatsEvent> _events = Channel.CreateBounded<NatsEvent>(
        new BoundedChannelOptions(EventCapacity) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly CancellationTokenSource _closing = new();
    private readonly ReplyMux _mux;
    private readonly Reconnect _link;
    private readonly ILogger _log;
    private Task _running = Task.CompletedTask;
    private long _lastSid;
    private int _started;
    private int _disposed;

    /// <summary>Prepares a connection; <see cref="ConnectAsync"/> opens it.</summary>
    /// <param name="opts">Where to and how.</param>
    /// <exception cref="NatsException">An address cannot be read.</exception>
    public NatsConnection(NatsOpts opts)
    {
        Opts = opts;
        _log = opts.LoggerFactory.CreateLogger<NatsConnection>();
        Writer = new NatsWriter(opts.WriterBufferSizeBytes);
        _mux = new ReplyMux(NewInbox(), opts.TimeProvider);
        Add(_mux);
        _link = new Reconnect(this, NatsUri.ParseList(opts.Url, opts.AuthOpts));
    }

    /// <summary>The options it was made with.</summary>
    public NatsOpts Opts { get; }

    /// <summary>Where it is in its life.</summary>
    public NatsConnectionState ConnectionState => _link.State;

    /// <summary>The server of the present or last connection; null before the first.</summary>
    public ServerInfo? ServerInfo => _link.Server;

    /// <summary>What happened unasked, for one reader. The newest 64 are kept.</summary>
    public ChannelReader<NatsEvent> Events => _events.Reader;

    internal NatsWriter Writer { get; }

    internal ICollection<Subscription> Subscriptions => _subscriptions.Values;

    /// <summary>Opens the connection, trying each address once.</summary>
    /// <param name="ct">Ends the attempt.</param>
    /// <returns>Done when the server has accepted us.</returns>
    /// <exception cref="NatsException">No address answered, or the server refused us.</exception>
    public async ValueTask ConnectAsync(CancellationToken ct)
    {
        if (Interlocked.Exchange(ref _started, 1) == 1)
        {
            return;
        }

        NatsSocket? socket = null;
        try
        {
            socket = await _link.OpenFirstAsync(ct).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _started, socket is null ? 0 : 1);
        }

        _running = RunAsync(socket);
    }

    /// <summary>Publishes a message.</summary>
    /// <typeparam name="T">byte[], ReadOnlyMemory of bytes, or string.</typeparam>
    /// <param name="subject">Where to.</param>
    /// <param name="data">The payload; it may be changed again once the call has completed.</param>
    /// <param name="ct">Ends the wait for room in the write buffer.</param>
    /// <returns>Done when the message is in the write buffer: at most once delivery, as NATS has it.</returns>
    /// <exception cref="NatsException">The subject is malformed or the message too large.</exception>
    public ValueTask PublishAsync<T>(string subject, T data, CancellationToken ct) =>
        PublishAsync(subject, data, headers: null, replyTo: null, ct);

    /// <summary>Publishes a message with headers or a reply subject.</summary>
    /// <typeparam name="T">byte[], ReadOnlyMemory of bytes, or string.</typeparam>
    /// <param name="subject">Where to.</param>
    /// <param name="data">The payload; it may be changed again once the call has completed.</param>
    /// <param name="headers">Headers, or null.</param>
    /// <param name="replyTo">Where answers go, or null.</param>
    /// <param name="ct">Ends the wait for room in the write buffer.</param>
    /// <returns>Done when the message is in the write buffer.</returns>
    /// <exception cref="NatsException">A subject is malformed or the message too large.</exception>
    public ValueTask PublishAsync<T>(
        string subject, T data, NatsHeaders? headers, string? replyTo, CancellationToken ct)
    {
        if (replyTo is not null)
        {
            RequireSubject(replyTo);
        }

        var msg = new OutgoingMsg(subject, ReplySubject.Of(replyTo), headers, NatsSerializers.Write(data));
        return SendAsync(subject, msg, urgent: false, ct);
    }

    /// <summary>Subscribes at once; the subscription is on its way to the server when this returns.</summary>
    /// <typeparam name="T">What payloads are read as: byte[], ReadOnlyMemory of bytes, or string.</typeparam>
    /// <param name="subject">What to hear; may have wildcards.</param>
    /// <param name="queueGroup">Members of a group share the messages; null to hear them all.</param>
    /// <param name="ct">Ends the call.</param>
    /// <returns>The subscription.</returns>
    public ValueTask<NatsSub<T>> SubscribeCoreAsync<T>(string subject, string? queueGroup, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        RequireSubject(subject);
        return new ValueTask<NatsSub<T>>(new NatsSub<T>(this, subject, queueGroup));
    }

    /// <summary>Subscribes when enumerated, and unsubscribes at the end of it.</summary>
    /// <typeparam name="T">What payloads are read as: byte[], ReadOnlyMemory of bytes, or string.</typeparam>
    /// <param name="subject">What to hear; may have wildcards.</param>
    /// <param name="queueGroup">Members of a group share the messages; null to hear them all.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>The messages as they come.</returns>
    public async IAsyncEnumerable<NatsMsg<T>> SubscribeAsync<T>(
        string subject, string? queueGroup, [EnumeratorCancellation] CancellationToken ct)
    {
        NatsSub<T> sub = await SubscribeCoreAsync<T>(subject, queueGroup, ct).ConfigureAwait(false);
        await using (sub.ConfigureAwait(false))
        {
            await foreach (NatsMsg<T> msg in sub.ReadAllAsync(ct).ConfigureAwait(false))
            {
                yield return msg;
            }
        }
    }

    /// <summary>Asks and waits for one answer, for <see cref="NatsOpts.RequestTimeout"/>.</summary>
    /// <typeparam name="TRequest">The question's payload type.</typeparam>
    /// <typeparam name="TReply">The answer's payload type.</typeparam>
    /// <param name="subject">Whom to ask.</param>
    /// <param name="data">The question.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="NatsNoRespondersException">Nobody listens there.</exception>
    /// <exception cref="NatsNoReplyException">No answer came in time.</exception>
    /// <exception cref="NatsConnectionLostException">The connection was lost before the answer came.</exception>
    public ValueTask<NatsMsg<TReply>> RequestAsync<TRequest, TReply>(
        string subject, TRequest data, CancellationToken ct) =>
        RequestAsync<TRequest, TReply>(subject, data, headers: null, Opts.RequestTimeout, ct);

    /// <summary>Asks with headers and a time limit of its own, and waits for one answer.</summary>
    /// <typeparam name="TRequest">The question's payload type.</typeparam>
    /// <typeparam name="TReply">The answer's payload type.</typeparam>
    /// <param name="subject">Whom to ask.</param>
    /// <param name="data">The question.</param>
    /// <param name="headers">Headers, or null.</param>
    /// <param name="timeout">How long to wait; it is checked about every 25 ms.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="NatsException">As for the shorter form.</exception>
    public async ValueTask<NatsMsg<TReply>> RequestAsync<TRequest, TReply>(
        string subject, TRequest data, NatsHeaders? headers, TimeSpan timeout, CancellationToken ct)
    {
        var waiter = new RequestWaiter<TReply>(this);
        ReplySubject reply = _mux.Enter(waiter, timeout, out bool alone);
        using CancellationTokenRegistration leave = Abandon(waiter.Token, ct);
        try
        {
            var msg = new OutgoingMsg(subject, reply, headers, NatsSerializers.Write(data));
            await SendAsync(subject, msg, alone, ct).ConfigureAwait(false);
            return await waiter.Answer.ConfigureAwait(false);
        }
        finally
        {
            _mux.TryLeave(waiter.Token, out _);
        }
    }

    /// <summary>Asks the server whether it is alive; everything published before has reached it by then.</summary>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>How long the answer took.</returns>
    /// <exception cref="NatsConnectionLostException">There is no connection, or it was lost meanwhile.</exception>
    public async ValueTask<TimeSpan> PingAsync(CancellationToken ct)
    {
        long start = Opts.TimeProvider.GetTimestamp();
        await _link.Pings.SendAsync(Writer).WaitAsync(ct).ConfigureAwait(false);
        return Opts.TimeProvider.GetElapsedTime(start);
    }

    /// <summary>A subject nobody else uses, under our inbox prefix.</summary>
    /// <returns>The subject.</returns>
    public string NewInbox() => $"{Opts.InboxPrefix}.{Guid.NewGuid():N}";

    /// <summary>Writes what waits, for two seconds at most, and closes the connection for good.</summary>
    /// <returns>Done when nothing of it runs any more.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        if (ConnectionState == NatsConnectionState.Open)
        {
            await DrainAsync().ConfigureAwait(false);
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        try
        {
            await _running.ConfigureAwait(false);
        }
        finally
        {
            CloseAll();
            _mux.Dispose();
        }

        _closing.Dispose();
    }

    /// <summary>Checks a message and gives it to the writer.</summary>
    internal ValueTask SendAsync(string subject, in OutgoingMsg msg, bool urgent, CancellationToken ct)
    {
        RequireSubject(subject);
        RequireStarted();
        int limitBytes = _link.Server?.MaxPayload ?? int.MaxValue;
        return msg.BodyBytes <= limitBytes
            ? Writer.WriteAsync(msg, urgent, ct)
            : throw new NatsPayloadTooLargeException(msg.BodyBytes, limitBytes);
    }

    /// <summary>Says something that may be lost, without payload and without waiting.</summary>
    internal void TryPublish(string subject) =>
        Writer.TryWriteControl(Encoding.UTF8.GetBytes($"PUB {subject} 0\r\n\r\n"), isPing: false);

    /// <summary>Enters somebody who waits for an answer.</summary>
    internal ReplySubject Enter(ReplyWaiter waiter, TimeSpan timeout, out bool alone) =>
        _mux.Enter(waiter, timeout, out alone);

    /// <summary>Ends a wait, unless its answer was quicker.</summary>
    internal void Fail(long token, Exception error) => _mux.Fail(token, error);

    /// <summary>Ends a wait when its caller gives up.</summary>
    internal CancellationTokenRegistration Abandon(long token, CancellationToken ct) => ct.CanBeCanceled
        ? ct.UnsafeRegister((_, canceled) => _mux.Fail(token, new OperationCanceledException(canceled)), null)
        : default;

    internal void Add(Subscription subscription)
    {
        subscription.Sid = Interlocked.Increment(ref _lastSid);
        _subscriptions[subscription.Sid] = subscription;
        Writer.TryWriteControl(SubscribeLine(subscription), isPing: false);
    }

    internal void Remove(Subscription subscription)
    {
        if (_subscriptions.TryRemove(subscription.Sid, out _))
        {
            Writer.TryWriteControl(Encoding.ASCII.GetBytes($"UNSUB {subscription.Sid}\r\n"), isPing: false);
            subscription.OnClosed();
        }
    }

    internal void Deliver(in NatsFrame frame)
    {
        if (_subscriptions.TryGetValue(frame.Sid, out Subscription? subscription))
        {
            subscription.OnMessage(frame);
        }
    }

    internal static byte[] SubscribeLine(Subscription s) => Encoding.UTF8.GetBytes(
        s.QueueGroup is null ? $"SUB {s.Subject} {s.Sid}\r\n" : $"SUB {s.Subject} {s.QueueGroup} {s.Sid}\r\n");

    internal void Report(NatsEvent happened)
    {
        _events.Writer.TryWrite(happened);
        Log.Event(_log, happened);
    }

    private static void RequireSubject(string subject)
    {
        if (subject.Length == 0 || subject.AsSpan().ContainsAny(NotInSubjects))
        {
            throw new NatsException($"a subject is not empty and has no blanks or line ends: \"{subject.Trim()}\"");
        }
    }

    private void RequireStarted()
    {
        if (Volatile.Read(ref _started) == 0)
        {
            throw new NatsException("the connection was never opened: call ConnectAsync first");
        }
    }

    /// <summary>If a bug of ours ends this early, everybody who waits is told, and closing throws it.</summary>
    private async Task RunAsync(NatsSocket socket)
    {
        try
        {
            await _link.RunAsync(socket, _closing.Token).ConfigureAwait(false);
        }
        finally
        {
            CloseAll();
        }
    }

    private void CloseAll()
    {
        Writer.Close();
        foreach (Subscription subscription in _subscriptions.Values)
        {
            subscription.OnClosed();
        }

        _events.Writer.TryComplete();
    }

    private async Task DrainAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(DrainTimeout, Opts.TimeProvider);
            await PingAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NatsException or OperationCanceledException)
        {
            Log.NotDrained(_log, Writer.PendingBytes);
        }
    }
}

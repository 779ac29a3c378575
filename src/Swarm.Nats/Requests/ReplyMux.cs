using System.Buffers.Text;
using System.Text;
using Swarm.Nats.Protocol;

namespace Swarm.Nats.Requests;

/// <summary>
/// One inbox for all answers: requests differ in the last token of their reply subject, a number that leads to
/// whoever waits.
/// </summary>
internal sealed class ReplyMux : Subscription, IDisposable
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMilliseconds(25);

    private readonly Lock _gate = new();
    private readonly Dictionary<long, ReplyWaiter> _waiters = [];
    private readonly TimeProvider _clock;
    private readonly ITimer _sweep;
    private readonly byte[] _inbox;
    private long _lastToken;
    private bool _sweeping;
    private bool _closed;

    internal ReplyMux(string inbox, TimeProvider clock)
        : base($"{inbox}.*", queueGroup: null)
    {
        _inbox = Encoding.UTF8.GetBytes($"{inbox}.");
        _clock = clock;
        _sweep = clock.CreateTimer(_ => Sweep(), null, System.Threading.Timeout.InfiniteTimeSpan, SweepEvery);
    }

    /// <summary>Enters a waiter and says where its answer is to go, and whether it is the only one.</summary>
    /// <exception cref="ObjectDisposedException">The connection was closed.</exception>
    internal ReplySubject Enter(ReplyWaiter waiter, TimeSpan timeout, out bool alone)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(NatsConnection));
            waiter.Token = ++_lastToken;
            waiter.Timeout = timeout;
            waiter.Deadline = _clock.GetTimestamp() + (long)(timeout.TotalSeconds * _clock.TimestampFrequency);
            _waiters.Add(waiter.Token, waiter);
            alone = _waiters.Count == 1;
            if (!_sweeping)
            {
                _sweeping = true;
                _sweep.Change(SweepEvery, SweepEvery);
            }

            return new ReplySubject(null, _inbox, waiter.Token);
        }
    }

    /// <summary>Takes a waiter out. Only who gets true may complete it.</summary>
    internal bool TryLeave(long token, out ReplyWaiter waiter)
    {
        lock (_gate)
        {
            return _waiters.Remove(token, out waiter!);
        }
    }

    /// <summary>Ends one wait with an error, unless its answer was quicker.</summary>
    internal void Fail(long token, Exception error)
    {
        if (TryLeave(token, out ReplyWaiter waiter))
        {
            waiter.OnFailure(error);
        }
    }

    internal override void OnMessage(in NatsFrame frame)
    {
        ReadOnlySpan<byte> subject = frame.Subject;
        if (subject.Length <= _inbox.Length
            || !Utf8Parser.TryParse(subject[_inbox.Length..], out long token, out _)
            || !TryLeave(token, out ReplyWaiter waiter))
        {
            return;
        }

        if (!frame.Headers.IsEmpty && frame.Payload.IsEmpty && HeaderCodec.StatusOf(frame.Headers) == 503)
        {
            waiter.OnFailure(new NatsNoRespondersException());
        }
        else
        {
            waiter.OnReply(frame);
        }
    }

    /// <summary>Answers to what was sent on the lost connection will not come.</summary>
    internal override void OnConnectionLost() =>
        FailAll(new NatsConnectionLostException("see the connection's events"));

    internal override void OnClosed()
    {
        lock (_gate)
        {
            _closed = true;
        }

        FailAll(new NatsConnectionLostException("it was closed"));
    }

    public void Dispose() => _sweep.Dispose();

    private void FailAll(Exception error)
    {
        ReplyWaiter[] all;
        lock (_gate)
        {
            all = [.. _waiters.Values];
            _waiters.Clear();
        }

        foreach (ReplyWaiter waiter in all)
        {
            waiter.OnFailure(error);
        }
    }

    private void Sweep()
    {
        List<ReplyWaiter>? late = null;
        lock (_gate)
        {
            long now = _clock.GetTimestamp();
            foreach (ReplyWaiter waiter in _waiters.Values)
            {
                if (waiter.Deadline <= now)
                {
                    (late ??= []).Add(waiter);
                }
            }

            late?.ForEach(waiter => _waiters.Remove(waiter.Token));
            if (_waiters.Count == 0 && _sweeping)
            {
                _sweeping = false;
                _sweep.Change(System.Threading.Timeout.InfiniteTimeSpan, SweepEvery);
            }
        }

        late?.ForEach(waiter => waiter.OnFailure(new NatsNoReplyException(waiter.Timeout)));
    }
}

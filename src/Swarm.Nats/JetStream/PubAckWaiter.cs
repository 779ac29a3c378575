using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;
using Swarm.Nats.Protocol;
using Swarm.Nats.Requests;

namespace Swarm.Nats.JetStream;

/// <summary>Waits for the answer to one publish; used again and again, so that a publish allocates nothing.</summary>
internal sealed class PubAckWaiter : ReplyWaiter, IValueTaskSource<NatsResult<PubAck>>
{
    private const int MostIdle = 1024;
    private static readonly ConcurrentStack<PubAckWaiter> Idle = new();
    private static int s_idle;

    private readonly SubjectCache _streams = new();
    private ManualResetValueTaskSourceCore<NatsResult<PubAck>> _core = new() { RunContinuationsAsynchronously = true };
    private NatsConnection? _connection;
    private CancellationTokenRegistration _abandon;

    /// <summary>The answer, to be awaited once.</summary>
    internal ValueTask<NatsResult<PubAck>> Answer => new(this, _core.Version);

    internal static PubAckWaiter Take(NatsConnection connection)
    {
        if (Idle.TryPop(out PubAckWaiter? waiter))
        {
            Interlocked.Decrement(ref s_idle);
        }
        else
        {
            waiter = new PubAckWaiter();
        }

        waiter._connection = connection;
        return waiter;
    }

    /// <summary>From now on the token ends the wait.</summary>
    internal void AbandonOn(CancellationToken ct)
    {
        if (ct.CanBeCanceled)
        {
            _abandon = ct.UnsafeRegister(
                static (waiter, canceled) => ((PubAckWaiter)waiter!).OnAbandoned(canceled), this);
        }
    }

    /// <summary>Nobody will await the answer.</summary>
    internal void Discard() => _abandon.Dispose();

    internal override void OnReply(in NatsFrame frame) => _core.SetResult(PubAckReader.Read(frame.Payload, _streams));

    internal override void OnFailure(Exception error)
    {
        if (error is OperationCanceledException)
        {
            _core.SetException(error);
        }
        else
        {
            _core.SetResult(new NatsResult<PubAck>(error));
        }
    }

    NatsResult<PubAck> IValueTaskSource<NatsResult<PubAck>>.GetResult(short token)
    {
        // Waits for a cancellation that is just running, so that it cannot end the next publish instead.
        _abandon.Dispose();
        _abandon = default;
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            _connection = null;
            if (Interlocked.Increment(ref s_idle) <= MostIdle)
            {
                Idle.Push(this);
            }
            else
            {
                Interlocked.Decrement(ref s_idle);
            }
        }
    }

    ValueTaskSourceStatus IValueTaskSource<NatsResult<PubAck>>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<NatsResult<PubAck>>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void OnAbandoned(CancellationToken canceled) =>
        _connection!.Fail(Token, new OperationCanceledException(canceled));
}

using System.Threading.Tasks.Sources;

namespace Swarm.Nats.Protocol;

/// <summary>Wakes the flush loop without an allocation: one waiter, one wake for each wait.</summary>
internal sealed class FlushSignal : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };

    /// <summary>Begins a wait that exactly one <see cref="Set"/> will end.</summary>
    internal ValueTask Arm()
    {
        _core.Reset();
        return new ValueTask(this, _core.Version);
    }

    internal void Set() => _core.SetResult(true);

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}

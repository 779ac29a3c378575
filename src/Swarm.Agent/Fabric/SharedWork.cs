using System.Collections.Concurrent;
using Swarm.Agent.Execution;

namespace Swarm.Agent.Fabric;

/// <summary>
/// Does the same work once for all who want it at the same time. It is nobody's own: whoever waits may give up, the
/// others still get the result.
/// </summary>
internal sealed class SharedWork<TKey, TResult>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TaskCompletionSource<TResult>> _flights = new();
    private readonly TaskSet _tasks = new();

    /// <summary>The result of the work of this name: begun now, or before by somebody else.</summary>
    internal Task<TResult> GetAsync(TKey key, Func<Task<TResult>> work, CancellationToken cancellationToken)
    {
        TaskCompletionSource<TResult> mine = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<TResult> flight = _flights.GetOrAdd(key, mine);
        if (flight == mine)
        {
            _tasks.Start(() => FlyAsync(key, mine, work));
        }

        return flight.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Waits until all work has ended.</summary>
    internal Task WhenAllAsync() => _tasks.WhenAllAsync();

    private async Task FlyAsync(TKey key, TaskCompletionSource<TResult> flight, Func<Task<TResult>> work)
    {
        Task<TResult> result = work();
        await ((Task)result).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _flights.TryRemove(key, out _);
        flight.SetFromTask(result);
    }
}

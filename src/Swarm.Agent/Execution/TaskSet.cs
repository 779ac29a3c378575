using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Swarm.Agent.Execution;

/// <summary>Tasks that were started and are awaited by their owner at the end, at the latest.</summary>
internal sealed class TaskSet
{
    private readonly ConcurrentDictionary<Item, bool> _items = new();
    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many have not ended.</summary>
    internal int Count => _items.Count;

    /// <summary>
    /// Completes with the first failure that nobody foresaw: a bug of ours, for the process to end by.
    /// </summary>
    internal Task<Exception> Failed => _failed.Task;

    /// <summary>Starts work; its task is kept until it ends.</summary>
    internal void Start(Func<Task> work)
    {
        Item item = new();
        _items[item] = true;
        item.Task = RunAsync(item, work);
    }

    /// <summary>Waits until all that were started have ended.</summary>
    internal async Task WhenAllAsync()
    {
        while (!_items.IsEmpty)
        {
            await Task.WhenAll(_items.Keys.Select(item => item.Task));
            await Task.Yield();
        }
    }

    private async Task RunAsync(Item item, Func<Task> work)
    {
        await Task.Yield();
        try
        {
            await work();
        }
        catch (Exception end) when (end is OperationCanceledException or ChannelClosedException)
        {
            // It was asked to end, or nobody listens any more.
        }
        catch (Exception bug) when (_failed.TrySetResult(bug))
        {
            // Told to whoever watches Failed; later ones add nothing.
        }
        finally
        {
            _items.TryRemove(item, out _);
        }
    }

    /// <summary>One started task.</summary>
    private sealed class Item
    {
        internal Task Task { get; set; } = Task.CompletedTask;
    }
}

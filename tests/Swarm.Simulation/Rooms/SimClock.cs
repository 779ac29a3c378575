namespace Swarm.Simulation.Rooms;

/// <summary>Virtual time: one queue, ordered by time and among equals by who asked first.</summary>
internal sealed class SimClock
{
    private readonly PriorityQueue<Action, (long Micros, long Number)> _queue = new();
    private long _number;

    /// <summary>The present, in microseconds since the run began.</summary>
    internal long Now { get; private set; }

    /// <summary>Has something done some microseconds from now.</summary>
    internal void After(long micros, Action action) =>
        _queue.Enqueue(action, (Now + Math.Max(0, micros), _number++));

    /// <summary>Does what comes next.</summary>
    /// <returns>Whether there was anything to do.</returns>
    internal bool Step()
    {
        if (!_queue.TryDequeue(out Action? action, out (long Micros, long Number) at))
        {
            return false;
        }

        Now = at.Micros;
        action();
        return true;
    }
}

namespace Swarm.UnitTests.Support;

/// <summary>
/// A clock that stands still until a test moves it. Timers, and with them <c>Task.Delay</c> and <c>CancelAfter</c> on
/// this
/// provider, fire inside <see cref="Advance"/>, one after another in order of their due time.
/// </summary>
/// <remarks>
/// While a timer fires, the clock shows exactly its due time, so what it starts counts from there. A timer that is made
/// or changed by another one's callback fires in the same <see cref="Advance"/> if it is due by its end.
/// </remarks>
public sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly DateTimeOffset _start;
    private long _ticks;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts at midnight of 1 January 2000 UTC, so that a forgotten wall clock shows.</summary>
    public ManualTimeProvider()
        : this(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>Starts at a given time.</summary>
    public ManualTimeProvider(DateTimeOffset start) => _start = start;

    /// <inheritdoc />
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>How many timers wait to fire.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _timers.Count;
            }
        }
    }

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => _start.AddTicks(GetTimestamp());

    /// <inheritdoc />
    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock forward and fires what becomes due on the way.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The span is negative: time runs forward.</exception>
    public void Advance(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        long end = GetTimestamp() + span.Ticks;
        while (TakeDue(end) is { } timer)
        {
            timer.Fire();
        }

        Interlocked.Exchange(ref _ticks, end);
    }

    /// <summary>
    /// Completes when at least so many timers wait: the moment at which moving the clock has an effect on code that
    /// runs
    /// on another thread.
    /// </summary>
    public async Task WaitForTimersAsync(int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_timers.Count >= count)
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The next timer due by then; it is re-armed or forgotten, and the clock shows its time.</summary>
    private ManualTimer? TakeDue(long end)
    {
        lock (_lock)
        {
            ManualTimer? next = _timers.MinBy(timer => timer.Due);
            if (next is null || next.Due > end)
            {
                return null;
            }

            Interlocked.Exchange(ref _ticks, Math.Max(_ticks, next.Due));
            if (next.Period > 0)
            {
                next.Due += next.Period;
            }
            else
            {
                _timers.Remove(next);
            }

            return next;
        }
    }

    private void Schedule(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _timers.Remove(timer);
            timer.Due = GetTimestamp() + dueTime.Ticks;
            timer.Period = Math.Max(0, period.Ticks);
            if (dueTime >= TimeSpan.Zero)
            {
                _timers.Add(timer);
            }

            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }

    /// <summary>A timer of this clock; an infinite due time disarms it.</summary>
    private sealed class ManualTimer(ManualTimeProvider clock, Action fire) : ITimer
    {
        public long Due { get; set; }

        public long Period { get; set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.Schedule(this, dueTime, period);
            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

using Xunit;

namespace Swarm.UnitTests.Support;

public sealed class ManualTimeProviderTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void Time_stands_still_until_it_is_moved()
    {
        DateTimeOffset before = _clock.GetUtcNow();
        long stamp = _clock.GetTimestamp();

        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(TimeSpan.FromSeconds(5), _clock.GetUtcNow() - before);
        Assert.Equal(TimeSpan.FromSeconds(5), _clock.GetElapsedTime(stamp));
        Assert.Throws<ArgumentOutOfRangeException>(() => _clock.Advance(TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public void Timers_fire_in_order_and_see_their_own_time()
    {
        List<(string Name, int Second)> fired = [];
        using ITimer late = Timer("late", 3, 0);
        using ITimer often = Timer("often", 1, 2);
        using ITimer nested = _clock.CreateTimer(_ => fired.Add(Chain()), null, TimeSpan.FromSeconds(2),
            Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal([("often", 1), ("chain", 2), ("late", 3), ("often", 3), ("chained", 4), ("often", 5)], fired
            .OrderBy(it => it.Second));
        Assert.Equal(1, _clock.Waiting);

        ITimer Timer(string name, int due, int period) => _clock.CreateTimer(
            _ => fired.Add((name, Second())), null, TimeSpan.FromSeconds(due), TimeSpan.FromSeconds(period));

        (string, int) Chain()
        {
            Timer("chained", 2, 0);
            return ("chain", Second());
        }
    }

    [Fact]
    public void A_timer_that_is_changed_or_disposed_forgets_its_old_time()
    {
        int fired = 0;
        ITimer timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        timer.Change(TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(0, fired);

        timer.Dispose();
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(0, fired);
    }

    [Fact]
    public async Task Delays_and_cancellations_follow_it()
    {
        using CancellationTokenSource source = new(TimeSpan.FromSeconds(2), _clock);
        Task delay = Task.Delay(TimeSpan.FromSeconds(1), _clock, CancellationToken.None);
        await _clock.WaitForTimersAsync(2, CancellationToken.None);

        _clock.Advance(TimeSpan.FromSeconds(1));
        await delay.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(source.IsCancellationRequested);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(source.IsCancellationRequested);
    }

    private int Second() =>
        (int)(_clock.GetUtcNow() - new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds;
}

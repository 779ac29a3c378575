namespace Swarm.Tests;

/// <summary>Waits for what other processes do, within a limit.</summary>
internal static class Until
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns once a condition holds.</summary>
    /// <exception cref="TimeoutException">It did not in time.</exception>
    internal static async Task HoldsAsync(Func<bool> condition, TimeSpan limit, string what) =>
        await HoldsAsync(() => Task.FromResult(condition()), limit, what);

    /// <summary>Lets time pass while a fault lasts: for that there is no event to wait for.</summary>
    internal static async Task PassesAsync(TimeSpan span)
    {
        using PeriodicTimer timer = new(span);
        await timer.WaitForNextTickAsync();
    }

    /// <summary>Returns once a condition that takes asking holds.</summary>
    /// <exception cref="TimeoutException">It did not in time.</exception>
    internal static async Task HoldsAsync(Func<Task<bool>> condition, TimeSpan limit, string what)
    {
        using PeriodicTimer timer = new(s_look);
        long begun = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(begun) > limit)
            {
                throw new TimeoutException($"not within {limit.TotalSeconds} s: {what}");
            }

            await timer.WaitForNextTickAsync();
        }
    }
}

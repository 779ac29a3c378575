namespace Swarm.IntegrationTests.Broker;

/// <summary>Waits for what another process does, within a limit.</summary>
internal static class Until
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    /// <summary>Returns once a condition holds.</summary>
    /// <exception cref="TimeoutException">It did not in time.</exception>
    public static Task HoldsAsync(Func<bool> condition, TimeSpan limit, string what) =>
        HoldsAsync(() => Task.FromResult(condition()), limit, what);

    /// <summary>Waits until a condition that has to be asked for holds.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition, TimeSpan limit, string what)
    {
        using PeriodicTimer timer = new(Look);
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

    /// <summary>Whether a process runs; a zombie that nobody has reaped does not.</summary>
    public static bool IsAlive(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..][0] is not 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }
}

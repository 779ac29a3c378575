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

    /// <summary>Whether any thread of a process runs; a zombie that nobody has reaped is none.</summary>
    public static bool IsAlive(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] != "Z" || int.Parse(fields[17]) > 1;
        }
        catch (IOException)
        {
            return false;
        }
    }
}

using Swarm.Agent.Broker;
using Xunit;

namespace Swarm.IntegrationTests.Broker;

/// <summary>Waits for what another process does, within a limit.</summary>
internal static class Until
{
    private const int SigStop = 19;
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
            string[] fields = Fields($"/proc/{pid}/stat");
            return fields[0] != "Z" || int.Parse(fields[17]) > 1;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>
    /// Freezes a process and returns once each of its threads stands still: the signal only asks for that, and a
    /// thread that waits for the disk, or for a processor, goes on for a while.
    /// </summary>
    public static async Task FrozenAsync(int pid)
    {
        Assert.Equal(0, Libc.Kill(pid, SigStop));
        await HoldsAsync(
            () => Directory.GetDirectories($"/proc/{pid}/task").All(thread => Fields($"{thread}/stat")[0] == "T"),
            TimeSpan.FromSeconds(30),
            $"each thread of process {pid} stands still");
    }

    // What follows the name, which may hold anything.
    private static string[] Fields(string path)
    {
        string stat = File.ReadAllText(path);
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
    }
}

using System.Globalization;

namespace Swarm.Benchmarks.Activities;

/// <summary>What the kernel says of processes: processor time and memory.</summary>
internal static class ProcessTimes
{
    private const double TicksPerSecond = 100;

    /// <summary>Processor seconds of processes, with those of their children that ended.</summary>
    internal static double CpuSeconds(IEnumerable<int> pids)
    {
        double ticks = 0;
        foreach (int pid in pids)
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            for (int i = 11; i <= 14; i++)
            {
                ticks += long.Parse(fields[i], CultureInfo.InvariantCulture);
            }
        }

        return ticks / TicksPerSecond;
    }

    /// <summary>A line of a process's status, in bytes: <c>VmRSS</c> now, <c>VmHWM</c> the most there was.</summary>
    internal static double MemoryBytes(int pid, string line) => File.ReadLines($"/proc/{pid}/status")
        .Where(text => text.StartsWith(line + ":", StringComparison.Ordinal))
        .Select(text => double.Parse(text.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture))
        .First() * 1024;

    /// <summary>The processes whose parent is this one.</summary>
    internal static IEnumerable<int> ChildrenOf(int parent)
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out int pid) && ParentOf(pid) == parent)
            {
                yield return pid;
            }
        }
    }

    private static int ParentOf(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}

using System.Globalization;

namespace Swarm.Agent.Execution;

/// <summary>What <c>/proc</c> says about processes.</summary>
internal static class ProcessTable
{
    /// <summary>
    /// When a process started, in the system's clock ticks since boot; 0 when there is none of this id.
    /// </summary>
    internal static long StartOf(int pid) => Read(pid)?.Start ?? 0;

    /// <summary>Whether somebody in a process group still runs; the dead who nobody reaped do not count.</summary>
    internal static bool AnyoneIn(int group) =>
        Libc.SignalGroup(group, 0)
        && All().Any(pid => Read(pid) is { State: not ('Z' or 'X') } seen && seen.Group == group);

    /// <summary>The processes whose environment begins a variable like this, ours left out.</summary>
    internal static IEnumerable<int> WithVariable(string start) => All().Where(pid => HasVariable(pid, start));

    private static bool HasVariable(int pid, string start)
    {
        try
        {
            return pid != Environment.ProcessId
                && Read(pid) is { State: not ('Z' or 'X') }
                && File.ReadAllText($"/proc/{pid}/environ").Split('\0')
                    .Any(variable => variable.StartsWith(start, StringComparison.Ordinal));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static IEnumerable<int> All()
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int pid))
            {
                yield return pid;
            }
        }
    }

    private static (char State, int Group, long Start)? Read(int pid)
    {
        try
        {
            string text = File.ReadAllText($"/proc/{pid}/stat");

            // The name stands in brackets and may contain anything; fields are counted from behind it.
            string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (
                fields[0][0],
                int.Parse(fields[2], CultureInfo.InvariantCulture),
                long.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

using System.Text;

namespace Swarm.Tests;

/// <summary>Finds and ends processes by a folder of the test's own that they name.</summary>
internal static class Processes
{
    private static readonly TimeSpan s_endLimit = TimeSpan.FromSeconds(10);

    /// <summary>The processes that name a text in their command line or their variables.</summary>
    internal static IReadOnlyList<int> Naming(string text) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out int processId) ? processId : 0)
            .Where(processId => processId > 1 && processId != Environment.ProcessId && Names(processId, text)),
    ];

    /// <summary>Ends them at once, and those they start meanwhile, and waits until the last thread is gone.</summary>
    internal static async Task EndAsync(string text)
    {
        HashSet<int> killed = [];
        await Until.HoldsAsync(
            () =>
            {
                IReadOnlyList<int> found = Naming(text);
                foreach (int processId in found)
                {
                    Signals.Kill(processId);
                    killed.Add(processId);
                }

                return found.Count == 0 && !killed.Any(IsAlive);
            },
            s_endLimit,
            $"the processes that name {text} end");
    }

    /// <summary>Whether any thread of a process is there; one that nobody has collected is none.</summary>
    private static bool IsAlive(int processId)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{processId}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] != "Z" || int.Parse(fields[17]) > 1;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool Names(int processId, string text)
    {
        try
        {
            return IsAlive(processId)
                && (IsIn($"/proc/{processId}/cmdline", text) || IsIn($"/proc/{processId}/environ", text));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsIn(string file, string text) =>
        Encoding.UTF8.GetString(File.ReadAllBytes(file)).Contains(text, StringComparison.Ordinal);
}

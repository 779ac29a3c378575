using System.Globalization;

namespace Swarm.Cli.Agent;

/// <summary>
/// Which process an agent is. The number alone is used again by the kernel, so the time at which the process began goes
/// with it.
/// </summary>
/// <param name="ProcessId">The process.</param>
/// <param name="StartTicks">When it began, as the kernel counts.</param>
internal sealed record PidFile(int ProcessId, long StartTicks)
{
    private const string FileName = "agent.pid";
    private const int StartTicksField = 19;

    /// <summary>This process.</summary>
    internal static PidFile OfThisProcess => new(Environment.ProcessId, StartTicksOf(Environment.ProcessId) ?? 0);

    /// <summary>A process that runs now; null when there is none.</summary>
    internal static PidFile? Of(int processId) =>
        StartTicksOf(processId) is { } ticks ? new PidFile(processId, ticks) : null;

    /// <summary>Reads the file in a state folder; null when there is none that can be read.</summary>
    internal static PidFile? Read(string folder)
    {
        try
        {
            string[] words = File.ReadAllText(Path.Combine(folder, FileName)).Split(' ', '\n');
            return words.Length >= 2
                && int.TryParse(words[0], CultureInfo.InvariantCulture, out int pid)
                && long.TryParse(words[1], CultureInfo.InvariantCulture, out long ticks)
                ? new PidFile(pid, ticks)
                : null;
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes the file into a state folder.</summary>
    internal void Write(string folder) =>
        File.WriteAllText(
            Path.Combine(folder, FileName), string.Create(CultureInfo.InvariantCulture, $"{ProcessId} {StartTicks}\n"));

    /// <summary>Removes the file from a state folder.</summary>
    internal static void Remove(string folder) => File.Delete(Path.Combine(folder, FileName));

    /// <summary>Whether this very process runs. One that has ended and waits to be reaped does not.</summary>
    internal bool IsAlive() => StartTicksOf(ProcessId) == StartTicks;

    private static long? StartTicksOf(int processId)
    {
        try
        {
            // The program's name is in parentheses and may hold anything; the fields begin behind the last one.
            string stat = File.ReadAllText($"/proc/{processId}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : long.Parse(fields[StartTicksField], CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

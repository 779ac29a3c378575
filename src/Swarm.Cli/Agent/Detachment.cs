using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Swarm.Cli.Agent;

/// <summary>
/// Cuts a process off from the terminal it was started in: a session of its own, its words to a file.
/// </summary>
internal static partial class Detachment
{
    private const string LogVariable = "SWARM_DETACHED_LOG";
    private const long MaxLogBytes = 16 << 20;

    /// <summary>Asks a new process for it, and says where its words go.</summary>
    internal static void Ask(IDictionary<string, string?> variables, string logFile) =>
        variables[LogVariable] = logFile;

    /// <summary>Does it to this process, if whoever started it asked for it.</summary>
    internal static void ApplyIfAsked()
    {
        if (Environment.GetEnvironmentVariable(LogVariable) is { Length: > 0 } logFile)
        {
            Environment.SetEnvironmentVariable(LogVariable, null);
            FromTerminal(logFile);
        }
    }

    private static void FromTerminal(string logFile)
    {
        Roll(logFile);
        using FileStream log = new(logFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        using FileStream nothing = new("/dev/null", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);

        // A leader of a process group cannot begin a session; it stays in its group then, which does no harm.
        _ = StartSession();
        string?[] said = [LinkOf(1), LinkOf(2)];
        string[] callers = [.. said.OfType<string>().Where(IsPipe)];
        Redirect(nothing, 0);
        Redirect(log, 1);
        Redirect(log, 2);
        LetGoOf(callers, nothing);
    }

    // Whoever reads what the command says waits until the last copy of its end of the pipe is closed: this process may
    // have inherited more than one.
    private static void LetGoOf(IReadOnlyCollection<string> pipes, FileStream nothing)
    {
        foreach (string entry in Directory.GetFileSystemEntries("/proc/self/fd"))
        {
            int descriptor = int.Parse(Path.GetFileName(entry), CultureInfo.InvariantCulture);
            if (descriptor > 2 && LinkOf(descriptor) is { } link && pipes.Contains(link))
            {
                Redirect(nothing, descriptor);
            }
        }
    }

    private static string? LinkOf(int descriptor) => new FileInfo($"/proc/self/fd/{descriptor}").LinkTarget;

    private static bool IsPipe(string link) => link.StartsWith("pipe:", StringComparison.Ordinal);

    /// <summary>A log that has grown large makes room for a new one; one old one is kept.</summary>
    private static void Roll(string logFile)
    {
        if (new FileInfo(logFile) is { Exists: true, Length: > MaxLogBytes })
        {
            File.Move(logFile, logFile + ".1", overwrite: true);
        }
    }

    private static void Redirect(FileStream to, int descriptor)
    {
        if (Duplicate(to.SafeFileHandle.DangerousGetHandle().ToInt32(), descriptor) < 0)
        {
            throw new HostUnfitException(
                $"Cannot detach: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}. Start it without "
                    + "--detach.");
        }
    }

    [LibraryImport("libc", EntryPoint = "setsid", SetLastError = true)]
    private static partial int StartSession();

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Duplicate(int from, int to);
}

using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Swarm.Cli.Agent;

/// <summary>
/// Cuts a process off from the terminal it was started in: a session of its own, its words to a file.
/// </summary>
internal static partial class Detachment
{
    private const long MaxLogBytes = 16 << 20;

    /// <summary>Does it to this process.</summary>
    /// <exception cref="HostUnfitException">The log cannot be opened.</exception>
    internal static void FromTerminal(string logFile)
    {
        Roll(logFile);
        using FileStream log = new(logFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        using FileStream nothing = new("/dev/null", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);

        // A leader of a process group cannot begin a session; it stays in its group then, which does no harm.
        _ = StartSession();
        Redirect(nothing, 0);
        Redirect(log, 1);
        Redirect(log, 2);
    }

    /// <summary>A log that has grown large makes room for a new one; one old one is kept.</summary>
    private static void Roll(string logFile)
    {
        try
        {
            if (new FileInfo(logFile) is { Exists: true, Length: > MaxLogBytes })
            {
                File.Move(logFile, logFile + ".1", overwrite: true);
            }
        }
        catch (IOException refused)
        {
            throw new HostUnfitException(
                $"The log '{logFile}' cannot be rolled: {refused.Message} Remove it.", refused);
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

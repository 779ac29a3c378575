using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Swarm.Tests;

/// <summary>Signals to processes that a test started, by their number.</summary>
internal static partial class Signals
{
    private const int NoSuchProcess = 3;

    /// <summary>Asks it and its group to end, as Ctrl-C does; it must lead a group of its own.</summary>
    internal static void InterruptGroup(int processId) => Send(processId, 2, toGroup: true);

    /// <summary>Ends it at once; it cannot say a word.</summary>
    internal static void Kill(int processId) => Send(processId, 9);

    /// <summary>Freezes it.</summary>
    internal static void Stop(int processId) => Send(processId, 19);

    /// <summary>Lets it go on.</summary>
    internal static void Continue(int processId) => Send(processId, 18);

    private static void Send(int processId, int signal, bool toGroup = false)
    {
        // 0 and below mean whole groups, the tests' own among them.
        ArgumentOutOfRangeException.ThrowIfLessThan(processId, 2);
        if (SendSignal(toGroup ? -processId : processId, signal) != 0
            && Marshal.GetLastPInvokeError() is not NoSuchProcess and int error)
        {
            throw new Win32Exception(error);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int processId, int signal);
}

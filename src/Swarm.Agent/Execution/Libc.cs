using System.Runtime.InteropServices;

namespace Swarm.Agent.Execution;

/// <summary>The system calls behind <see cref="ProcessRunner"/>. Linux, glibc 2.34 or newer, 64 bit.</summary>
internal static class Libc
{
    internal const int OpenCloseOnExec = 0x80000;
    internal const int NoEntry = 2;
    internal const int NoSuchProcess = 3;
    internal const int Interrupted = 4;
    internal const int TooBig = 7;
    internal const int NoExec = 8;
    internal const int TryAgain = 11;
    internal const int TextBusy = 26;
    internal const int NoMemory = 12;
    internal const int AccessDenied = 13;
    internal const int ExecuteAccess = 1;
    internal const int SignalKill = 9;
    internal const int SignalTerminate = 15;
    internal const int SetNonBlocking = 0x800;

    private const long PidFdOpenNumber = 434;
    private const int SetFlags = 4;

    /// <summary>Makes a pipe whose ends no program inherits and whose reading end never blocks.</summary>
    internal static (int Read, int Write) OpenPipe()
    {
        int[] ends = new int[2];
        if (Pipe2(ends, OpenCloseOnExec) != 0)
        {
            throw Failure("pipe2");
        }

        _ = Fcntl(ends[0], SetFlags, SetNonBlocking);
        return (ends[0], ends[1]);
    }

    /// <summary>Opens a descriptor that becomes readable when the process ends.</summary>
    internal static int OpenProcess(int pid)
    {
        int descriptor = (int)Syscall(PidFdOpenNumber, pid, 0);
        return descriptor >= 0 ? descriptor : throw Failure("pidfd_open");
    }

    /// <summary>Sends a signal to a process group; false when the group has nobody in it.</summary>
    internal static bool SignalGroup(int group, int signal) =>
        Kill(-group, signal) == 0 || Marshal.GetLastPInvokeError() != NoSuchProcess;

    /// <summary>The error of the last call as an exception.</summary>
    internal static IOException Failure(string call)
    {
        int error = Marshal.GetLastPInvokeError();
        return new IOException($"{call}: {Marshal.GetPInvokeErrorMessage(error)} (errno {error})", error);
    }

    [DllImport("libc", EntryPoint = "close")]
    internal static extern int Close(int descriptor);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    internal static extern nint Read(int descriptor, byte[] buffer, nint count);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    internal static extern nint Write(int descriptor, ref ulong value, nint count);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static extern int Kill(int pid, int signal);

    [DllImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    internal static extern int WaitPid(int pid, out int status, int options);

    [DllImport("libc", EntryPoint = "access")]
    internal static extern int Access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);

    [DllImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    internal static extern int EventFd(uint value, int flags);

    [DllImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    internal static extern int EpollCreate(int flags);

    [DllImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    internal static extern int EpollControl(int epoll, int operation, int descriptor, byte[]? change);

    [DllImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    internal static extern int EpollWait(int epoll, byte[] events, int maxEvents, int timeoutMs);

    [DllImport("libc", EntryPoint = "posix_spawn")]
    internal static extern int Spawn(
        out int pid, nint path, nint fileActions, nint attributes, nint arguments, nint environment);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    internal static extern int ActionsInit(nint actions);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    internal static extern int ActionsDestroy(nint actions);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_addopen")]
    internal static extern int ActionsOpen(
        nint actions, int descriptor, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mode);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    internal static extern int ActionsDuplicate(nint actions, int descriptor, int target);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np")]
    internal static extern int ActionsChangeFolder(nint actions, [MarshalAs(UnmanagedType.LPUTF8Str)] string path);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    internal static extern int ActionsCloseFrom(nint actions, int descriptor);

    [DllImport("libc", EntryPoint = "posix_spawnattr_init")]
    internal static extern int AttributesInit(nint attributes);

    [DllImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    internal static extern int AttributesDestroy(nint attributes);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    internal static extern int AttributesSetFlags(nint attributes, short flags);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    internal static extern int AttributesSetMask(nint attributes, byte[] signals);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    internal static extern int AttributesSetDefault(nint attributes, byte[] signals);

    [DllImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static extern int Pipe2(int[] ends, int flags);

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static extern int Fcntl(int descriptor, int command, int argument);

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static extern nint Syscall(long number, nint first, nint second);
}

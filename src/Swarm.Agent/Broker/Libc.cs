using System.Runtime.InteropServices;

namespace Swarm.Agent.Broker;

/// <summary>The few calls of the C library for which the framework has no words.</summary>
internal static class Libc
{
    internal const int ReadOnly = 0;
    internal const int CloseOnExec = 0x80000;
    internal const int NonBlocking = 0x800;

    internal const int SigHangUp = 1;
    internal const int SigKill = 9;
    internal const int SigTerm = 15;

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    internal static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static extern int Close(int descriptor);

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    internal static extern int Control(int descriptor, nuint request, ref long argument);

    [DllImport("libc", EntryPoint = "fstatfs", SetLastError = true)]
    internal static extern int FileSystemOf(int descriptor, [Out] long[] statfs);

    [DllImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    internal static extern int SyncFileSystem(int descriptor);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    internal static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static extern int Kill(int pid, int signal);

    /// <summary>What the last failed call says was wrong.</summary>
    internal static string LastError() => Marshal.GetLastPInvokeErrorMessage();
}

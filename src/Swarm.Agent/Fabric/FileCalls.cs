using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Swarm.Agent.Fabric;

/// <summary>The system calls of the fabric that .NET does not offer.</summary>
internal static class FileCalls
{
    private const int Exists = 17;
    private const int NoFollow = 0x100;
    private const int CurrentFolder = -100;
    private const uint BasicFields = 0x7ff;
    private const int StatusSizeBytes = 256;
    private const long LeaveTime = (1 << 30) - 2;
    private const nuint CloneRequest = 0x40049409;

    /// <summary>What a path is; null when there is nothing.</summary>
    internal static FileFacts? FactsOf(string path, bool follow)
    {
        byte[] status = new byte[StatusSizeBytes];
        if (StatX(CurrentFolder, path, follow ? 0 : NoFollow, BasicFields, status) != 0)
        {
            return null;
        }

        return new FileFacts(
            BinaryPrimitives.ReadUInt16LittleEndian(status.AsSpan(28)),
            BinaryPrimitives.ReadUInt32LittleEndian(status.AsSpan(16)),
            BinaryPrimitives.ReadUInt64LittleEndian(status.AsSpan(32)),
            BinaryPrimitives.ReadInt64LittleEndian(status.AsSpan(40)),
            Nanoseconds(status.AsSpan(112)),
            Nanoseconds(status.AsSpan(96)));
    }

    /// <summary>The path without links, or null when it leads nowhere.</summary>
    internal static string? RealPath(string path)
    {
        nint resolved = RealPath(path, 0);
        if (resolved == 0)
        {
            return null;
        }

        string? text = Marshal.PtrToStringUTF8(resolved);
        Free(resolved);
        return text;
    }

    /// <summary>Gives a file a second name; false when the disk cannot, for example across two of them.</summary>
    internal static bool TryLink(string existing, string added) => Link(existing, added) == 0;

    /// <summary>Makes a file share another's blocks until one of them is written; false when the disk cannot.</summary>
    internal static bool TryClone(SafeFileHandle source, SafeFileHandle target) =>
        CloneFile(target, CloneRequest, source) == 0;

    /// <summary>Makes one folder in an existing one; false when there is something already.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    internal static bool TryMakeFolder(string path)
    {
        if (MakeFolder(path, FileFacts.UsualFolder) == 0)
        {
            return true;
        }

        int error = Marshal.GetLastPInvokeError();
        return error == Exists
            ? false
            : throw new IOException($"mkdir '{path}': {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    /// <summary>Removes one folder; false when it is not empty.</summary>
    internal static bool TryRemoveEmpty(string path) => RemoveFolder(path) == 0;

    /// <summary>Sets the permissions of a file or folder, following links.</summary>
    /// <exception cref="IOException">They cannot be set.</exception>
    internal static void SetMode(string path, ushort mode)
    {
        if (ChangeMode(path, mode) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            throw new IOException($"chmod '{path}': {Marshal.GetPInvokeErrorMessage(error)}", error);
        }
    }

    /// <summary>Sets when a file was last used, and nothing else: its time of writing is a seal.</summary>
    internal static void SetAccessTime(string path, DateTimeOffset time)
    {
        long ticks = time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        long[] times =
        [
            ticks / TimeSpan.TicksPerSecond,
            ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick,
            0,
            LeaveTime,
        ];

        // A file that is gone, or a disk that keeps no such times, only spoils the order in which content goes.
        _ = SetTimes(CurrentFolder, path, times, NoFollow);
    }

    private static long Nanoseconds(ReadOnlySpan<byte> stamp) =>
        (BinaryPrimitives.ReadInt64LittleEndian(stamp) * 1_000_000_000)
        + BinaryPrimitives.ReadUInt32LittleEndian(stamp[8..]);

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static extern int StatX(
        int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] status);

    [DllImport("libc", EntryPoint = "realpath", SetLastError = true)]
    private static extern nint RealPath([MarshalAs(UnmanagedType.LPUTF8Str)] string path, nint buffer);

    [DllImport("libc", EntryPoint = "free")]
    private static extern void Free(nint memory);

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    private static extern int Link(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string added);

    [DllImport("libc", EntryPoint = "mkdir", SetLastError = true)]
    private static extern int MakeFolder([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    [DllImport("libc", EntryPoint = "rmdir", SetLastError = true)]
    private static extern int RemoveFolder([MarshalAs(UnmanagedType.LPUTF8Str)] string path);

    [DllImport("libc", EntryPoint = "chmod", SetLastError = true)]
    private static extern int ChangeMode([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    [DllImport("libc", EntryPoint = "utimensat", SetLastError = true)]
    private static extern int SetTimes(
        int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, long[] times, int flags);

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static extern int CloneFile(SafeFileHandle target, nuint request, SafeFileHandle source);
}

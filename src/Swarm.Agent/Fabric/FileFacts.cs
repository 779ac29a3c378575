namespace Swarm.Agent.Fabric;

/// <summary>What the disk says about a file: enough to see later that it is still the same.</summary>
/// <param name="Mode">Kind and permissions.</param>
/// <param name="Links">How many names it has on its disk.</param>
/// <param name="Inode">Which file it is on its disk.</param>
/// <param name="SizeBytes">Its length.</param>
/// <param name="WrittenNanos">When it was last written, in nanoseconds since 1970.</param>
/// <param name="ChangedNanos">When it or its permissions were last changed, in nanoseconds since 1970.</param>
internal readonly record struct FileFacts(
    ushort Mode, uint Links, ulong Inode, long SizeBytes, long WrittenNanos, long ChangedNanos)
{
    /// <summary>Permissions of what everybody may read and nobody may write: <c>r--r--r--</c>.</summary>
    internal const ushort ReadOnly = 0x124;

    /// <summary>Permissions of what everybody may execute and nobody may write: <c>r-xr-xr-x</c>.</summary>
    internal const ushort Runnable = 0x16d;

    /// <summary>Permissions of a folder that is its owner's alone: <c>rwx------</c>.</summary>
    internal const ushort OwnersFolder = 0x1c0;

    /// <summary>Permissions of a new folder before the user's mask: <c>rwxrwxrwx</c>.</summary>
    internal const ushort UsualFolder = 0x1ff;

    private const int KindMask = 0xf000;
    private const int PermissionMask = 0xfff;
    private const int AnyExecute = 0x49;

    /// <summary>Whether it is a plain file.</summary>
    internal bool IsFile => (Mode & KindMask) == 0x8000;

    /// <summary>Whether it is a folder.</summary>
    internal bool IsFolder => (Mode & KindMask) == 0x4000;

    /// <summary>Whether it is a symbolic link.</summary>
    internal bool IsLink => (Mode & KindMask) == 0xa000;

    /// <summary>Whether its owner may execute it.</summary>
    internal bool IsExecutable => (Mode & 0x40) != 0;

    /// <summary>Its permissions with those to read and execute added.</summary>
    internal ushort ExecutableMode => (ushort)((Mode & PermissionMask) | AnyExecute);

    /// <summary>Whether anybody may write it.</summary>
    internal bool IsWritable => (Mode & 0x92) != 0;
}

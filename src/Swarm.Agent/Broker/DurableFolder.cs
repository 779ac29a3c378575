namespace Swarm.Agent.Broker;

/// <summary>
/// Makes a folder keep what is written into it across a power cut, and proves it: by the synchronous attribute, which
/// files and folders made inside inherit.
/// </summary>
/// <remarks>
/// nats-server before 2.10 acknowledges a message before it is on the disk and has no switch for it. With the
/// attribute the kernel does not let it go on before the bytes, and the names in folders, are on the disk. Only the
/// ext family is trusted here: that is where the power-cut test was passed.
/// </remarks>
internal static class DurableFolder
{
    private const long Ext = 0xEF53;
    private const long Tmpfs = 0x01021994;
    private const long Ramfs = 0x858458F6;

    private static readonly long[] Memory = [Tmpfs, Ramfs];
    private static readonly Dictionary<long, string> Known = new()
    {
        [Tmpfs] = "tmpfs, which is memory",
        [Ramfs] = "ramfs, which is memory",
        [0x6969] = "NFS",
        [0xFF534D42] = "CIFS",
        [0x517B] = "SMB",
        [0x65735546] = "FUSE",
        [0x0BD00BD0] = "Lustre",
        [0x47504653] = "GPFS",
        [0x19830326] = "BeeGFS",
        [0x00C36400] = "Ceph",
        [0x794C7630] = "overlayfs",
        [0x58465342] = "XFS",
        [0x9123683E] = "btrfs",
        [0x2FC12FC1] = "ZFS",
    };

    /// <summary>Sets the attribute on a folder and all it holds, and reads it back.</summary>
    /// <returns>Null when it is proven, else why not.</returns>
    internal static string? Prove(string folder)
    {
        try
        {
            using OpenInode root = new(folder);
            if (WhyNotHere(root.FileSystem()) is { } reason)
            {
                return $"{folder} lies on {reason}";
            }

            MakeSynchronous(folder);
            root.SyncFileSystem();
            return root.IsSynchronous && IsInherited(folder)
                ? null
                : $"the synchronous attribute does not stay on {folder}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    /// <summary>Whether the attribute is set on a file or folder.</summary>
    internal static bool IsSynchronous(string path)
    {
        using OpenInode inode = new(path);
        return inode.IsSynchronous;
    }

    /// <summary>Why not even a server that syncs every write keeps what it writes here; null where it does.</summary>
    internal static string? WhyForgotten(string folder)
    {
        try
        {
            using OpenInode root = new(folder);
            long fileSystem = root.FileSystem();
            return Memory.Contains(fileSystem) ? $"{folder} lies on {Known[fileSystem]}" : null;
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }

    /// <summary>Why nothing can be proven on a kind of file system; null where it can.</summary>
    internal static string? WhyNotHere(long fileSystem) =>
        fileSystem == Ext
            ? null
            : Known.GetValueOrDefault(fileSystem, $"a file system of kind 0x{fileSystem:X}")
                + ", where the synchronous attribute proves nothing";

    private static void MakeSynchronous(string folder)
    {
        EnumerationOptions everything = new()
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        Set(folder);
        foreach (string path in Directory.EnumerateFileSystemEntries(folder, "*", everything))
        {
            Set(path);
        }
    }

    // A running server may remove a file between the listing and the call; what is gone needs no attribute.
    private static void Set(string path)
    {
        try
        {
            using OpenInode inode = new(path);
            if (!inode.IsSynchronous)
            {
                inode.MakeSynchronous();
            }
        }
        catch (IOException) when (!Path.Exists(path))
        {
        }
    }

    private static bool IsInherited(string folder)
    {
        string probeFolder = Path.Combine(folder, $".probe-{Environment.ProcessId}");
        Directory.CreateDirectory(probeFolder);
        try
        {
            string probe = Path.Combine(probeFolder, "file");
            File.WriteAllBytes(probe, [1]);
            return IsSynchronous(probeFolder) && IsSynchronous(probe);
        }
        finally
        {
            Directory.Delete(probeFolder, recursive: true);
        }
    }
}

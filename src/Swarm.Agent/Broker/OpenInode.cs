namespace Swarm.Agent.Broker;

/// <summary>A file or folder held open, to ask about its disk and to set its attributes (see chattr(1)).</summary>
internal sealed class OpenInode : IDisposable
{
    private const int SynchronousUpdates = 0x8;
    private const int StatfsLongs = 64;

    // The request numbers hold the size of a C long, which is that of a pointer here.
    private static readonly nuint GetFlags = IntPtr.Size == 8 ? 0x80086601u : 0x80046601u;
    private static readonly nuint SetFlags = IntPtr.Size == 8 ? 0x40086602u : 0x40046602u;

    private readonly int _descriptor;
    private readonly string _path;

    internal OpenInode(string path)
    {
        _path = path;
        _descriptor = Libc.Open(path, Libc.ReadOnly | Libc.CloseOnExec | Libc.NonBlocking);
        if (_descriptor < 0)
        {
            throw Failed("open");
        }
    }

    /// <summary>Whether every write to it, and to what is made in it from now on, waits for the disk.</summary>
    internal bool IsSynchronous => (Flags() & SynchronousUpdates) != 0;

    /// <summary>The number by which the kernel knows the kind of file system it lies on.</summary>
    internal long FileSystem()
    {
        long[] statfs = new long[StatfsLongs];
        return Libc.FileSystemOf(_descriptor, statfs) == 0 ? statfs[0] : throw Failed("ask the file system of");
    }

    /// <summary>Makes every write to it wait for the disk.</summary>
    internal void MakeSynchronous()
    {
        long flags = Flags() | SynchronousUpdates;
        if (Libc.Control(_descriptor, SetFlags, ref flags) != 0)
        {
            throw Failed("set the synchronous attribute of");
        }
    }

    /// <summary>Waits until everything written to its file system so far is on the disk.</summary>
    internal void SyncFileSystem()
    {
        if (Libc.SyncFileSystem(_descriptor) != 0)
        {
            throw Failed("sync the file system of");
        }
    }

    /// <summary>Waits until it is on the disk; of a folder, the names in it.</summary>
    internal void Sync()
    {
        if (Libc.Sync(_descriptor) != 0)
        {
            throw Failed("sync");
        }
    }

    /// <summary>Closes it.</summary>
    public void Dispose() => _ = Libc.Close(_descriptor);

    private long Flags()
    {
        long flags = 0;
        return Libc.Control(_descriptor, GetFlags, ref flags) == 0 ? flags : throw Failed("read the attributes of");
    }

    private IOException Failed(string what) => new($"cannot {what} '{_path}': {Libc.LastError()}");
}

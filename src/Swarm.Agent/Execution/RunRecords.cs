using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Swarm.Agent.Fabric;

namespace Swarm.Agent.Execution;

/// <summary>
/// Remembers beyond a kill -9 which programs this agent runs: one small file of slots, each a process id and its start
/// time. The file is locked, so two processes never work below one root.
/// </summary>
/// <remarks>
/// The kernel could kill programs with their parent, but ties that to the thread that started them, and our threads
/// come and go; a supervisor for each program would cost a second process. What a dead agent left running cannot do
/// harm meanwhile: its results have no way into the log.
/// </remarks>
internal sealed class RunRecords : IDisposable
{
    private const int SlotSizeBytes = 16;
    private const int UsualSlots = 256;

    private readonly SafeFileHandle _file;
    private readonly Stack<int> _free = new();
    private readonly Lock _gate = new();
    private int _slots;

    /// <summary>Opens the records below an agent's root.</summary>
    /// <exception cref="SwarmException">Another process works below this root.</exception>
    internal RunRecords(AgentFolders folders)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folders.RunRecords)!);
        try
        {
            _file = File.OpenHandle(folders.RunRecords, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException locked) when (!DiskFailure.IsFull(locked))
        {
            throw new SwarmException(
                ErrorCode.NotReady,
                $"another agent works below '{Printable.Of(folders.Root)}' ({locked.Message}); "
                + "give each its own fabric.root",
                locked);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>
    /// What an earlier process of this agent recorded and did not take back: process ids and start times.
    /// </summary>
    internal IReadOnlyList<(int Pid, long Start)> ReadLeftovers()
    {
        byte[] all = new byte[RandomAccess.GetLength(_file) / SlotSizeBytes * SlotSizeBytes];
        int length = RandomAccess.Read(_file, all, 0);
        List<(int, long)> left = [];
        for (int at = 0; at + SlotSizeBytes <= length; at += SlotSizeBytes)
        {
            int pid = (int)BinaryPrimitives.ReadInt64LittleEndian(all.AsSpan(at));
            if (pid > 1)
            {
                left.Add((pid, BinaryPrimitives.ReadInt64LittleEndian(all.AsSpan(at + 8))));
            }
        }

        return left;
    }

    /// <summary>Forgets everything, and makes room for the usual number of programs while there is some.</summary>
    internal void Clear()
    {
        RandomAccess.SetLength(_file, 0);
        RandomAccess.Write(_file, new byte[UsualSlots * SlotSizeBytes], 0);
    }

    /// <summary>
    /// Makes room for a record before its program starts: a program that fills the disk must not get away unrecorded.
    /// </summary>
    /// <returns>The slot, to be given back when the program ended.</returns>
    internal int Reserve()
    {
        int slot;
        lock (_gate)
        {
            if (_free.TryPop(out slot))
            {
                return slot;
            }

            slot = _slots++;
        }

        if (slot >= UsualSlots)
        {
            Write(slot, 0, 0);
        }

        return slot;
    }

    /// <summary>Records the program of a slot.</summary>
    internal void Set(int slot, int pid) => Write(slot, pid, ProcessTable.StartOf(pid));

    /// <summary>The program of this slot ended.</summary>
    internal void Free(int slot)
    {
        try
        {
            Write(slot, 0, 0);
        }
        catch (IOException)
        {
            // A record of somebody dead does no harm: its start time matches nobody.
        }

        lock (_gate)
        {
            _free.Push(slot);
        }
    }

    private void Write(int slot, long pid, long start)
    {
        Span<byte> bytes = stackalloc byte[SlotSizeBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, pid);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], start);
        RandomAccess.Write(_file, bytes, (long)slot * SlotSizeBytes);
    }
}

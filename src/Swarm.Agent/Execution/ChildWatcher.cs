using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Swarm.Agent.Execution;

/// <summary>
/// One thread that waits for the output and the end of all programs together (epoll).
/// </summary>
internal sealed class ChildWatcher : IDisposable
{
    private const int Add = 1;
    private const int Delete = 2;
    private const uint Readable = 1;
    private const int MaxEvents = 64;
    private const int BufferSizeBytes = 64 * 1024;

    // The kernel's struct epoll_event is packed on x86-64 and nowhere else.
    private static readonly int s_dataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    // By numbers of our own: the kernel gives freed descriptors away again, and an event that was reported for the old
    // one must not reach whoever watches the new one.
    private readonly ConcurrentDictionary<long, Action<byte[]>> _listeners = new();
    private readonly int _epoll = Libc.EpollCreate(Libc.OpenCloseOnExec);
    private readonly int _stop = Libc.EventFd(0, Libc.OpenCloseOnExec);
    private readonly Thread _thread;
    private long _numbers;
    private volatile bool _stopping;

    internal ChildWatcher()
    {
        if (_epoll < 0 || _stop < 0)
        {
            throw Libc.Failure("epoll_create1");
        }

        Watch(_stop, _ => { });
        _thread = new Thread(Loop) { IsBackground = true, Name = "child watcher" };
        _thread.Start();
    }

    /// <summary>Ends the thread.</summary>
    public void Dispose()
    {
        _stopping = true;
        ulong one = 1;
        _ = Libc.Write(_stop, ref one, sizeof(ulong));
        _thread.Join();
        _ = Libc.Close(_stop);
        _ = Libc.Close(_epoll);
    }

    /// <summary>Calls the listener, with a buffer it may use meanwhile, whenever there is something to read.</summary>
    /// <returns>The number of the watch.</returns>
    internal long Watch(int descriptor, Action<byte[]> listener)
    {
        long number = Interlocked.Increment(ref _numbers);
        _listeners[number] = listener;
        byte[] change = new byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(change, Readable);
        BinaryPrimitives.WriteInt64LittleEndian(change.AsSpan(s_dataOffset), number);
        if (Libc.EpollControl(_epoll, Add, descriptor, change) != 0)
        {
            throw Libc.Failure("epoll_ctl");
        }

        return number;
    }

    /// <summary>Ends a watch and closes its descriptor.</summary>
    internal void Close(long number, int descriptor)
    {
        _listeners.TryRemove(number, out _);
        _ = Libc.EpollControl(_epoll, Delete, descriptor, null);
        _ = Libc.Close(descriptor);
    }

    private void Loop()
    {
        int stride = s_dataOffset + sizeof(ulong);
        byte[] events = new byte[MaxEvents * stride];
        byte[] buffer = new byte[BufferSizeBytes];
        while (!_stopping)
        {
            int count = Libc.EpollWait(_epoll, events, MaxEvents, Timeout.Infinite);
            for (int i = 0; i < count; i++)
            {
                long number = BinaryPrimitives.ReadInt64LittleEndian(events.AsSpan((i * stride) + s_dataOffset));
                if (_listeners.TryGetValue(number, out Action<byte[]>? listener))
                {
                    listener(buffer);
                }
            }
        }
    }
}

using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Swarm.Faults.Net;

/// <summary>
/// The network between the hosts of a test: a switch in this process, whose links can be slow, lossy and cut, each
/// direction by itself. Losses and delays are drawn from a seed. It stands in for netem, which many kernels lack.
/// </summary>
internal sealed partial class NetSwitch : IDisposable
{
    private const int FrameBytes = 2048;
    private const int MaxWaiting = 20_000;
    private const short Readable = 1;
    private const int LookMillis = 20;

    private readonly Tap[] _ports;
    private readonly LinkQuality[,] _links;
    private readonly Random _draw;
    private readonly PriorityQueue<(int Port, byte[] Frame), (long Due, long Number)> _waiting = new();
    private readonly Thread _thread;
    private readonly Lock _gate = new();

    private long _number;
    private volatile bool _isEnded;

    internal NetSwitch(IReadOnlyList<Tap> ports, int seed)
    {
        _ports = [.. ports];
        _draw = new Random(seed);
        _links = new LinkQuality[ports.Count, ports.Count];
        _thread = new Thread(Carry) { IsBackground = true, Name = "network" };
        _thread.Start();
    }

    /// <summary>The frames that were carried so far, and those that were lost on the way.</summary>
    internal (long Carried, long Lost) Frames { get; private set; }

    /// <summary>Says how a direction is from now on.</summary>
    internal void Set(int from, int to, LinkQuality quality)
    {
        lock (_gate)
        {
            _links[from, to] = quality;
        }
    }

    public void Dispose()
    {
        _isEnded = true;
        _thread.Join();
        foreach (Tap port in _ports)
        {
            port.Dispose();
        }
    }

    private void Carry()
    {
        PollEntry[] entries =
            [.. _ports.Select(port => new PollEntry { Descriptor = port.Descriptor, Events = Readable })];
        byte[] frame = new byte[FrameBytes];
        while (!_isEnded)
        {
            Poll(ref entries[0], (nuint)entries.Length, Pause());
            for (int port = 0; port < _ports.Length; port++)
            {
                while (entries[port].Happened != 0 && _ports[port].Read(frame) is > 0 and int length)
                {
                    Take(port, frame.AsSpan(0, length));
                }
            }

            Deliver();
        }
    }

    // Until the next frame is due; at the end of a millisecond, for poll knows nothing finer.
    private int Pause() => _waiting.TryPeek(out _, out (long Due, long) next)
        ? (int)Math.Clamp(
            Math.Ceiling((next.Due - Stopwatch.GetTimestamp()) * 1000.0 / Stopwatch.Frequency), 0, LookMillis)
        : LookMillis;

    // The last byte of a host's hardware address is its number, from 1; everybody gets what is meant for a group.
    private void Take(int from, ReadOnlySpan<byte> frame)
    {
        bool isForAll = (frame[0] & 1) == 1;
        for (int to = 0; to < _ports.Length; to++)
        {
            if (to != from && (isForAll || frame[5] == to + 1))
            {
                Send(from, to, frame);
            }
        }
    }

    private void Send(int from, int to, ReadOnlySpan<byte> frame)
    {
        LinkQuality link;
        lock (_gate)
        {
            link = _links[from, to];
        }

        if (_draw.NextDouble() < link.Loss || _waiting.Count >= MaxWaiting)
        {
            Frames = (Frames.Carried, Frames.Lost + 1);
            return;
        }

        Frames = (Frames.Carried + 1, Frames.Lost);
        TimeSpan travel = link.Delay + (((_draw.NextDouble() * 2) - 1) * link.Jitter);
        if (travel <= TimeSpan.Zero)
        {
            _ports[to].Write(frame);
            return;
        }

        long due = Stopwatch.GetTimestamp() + (long)(travel.TotalSeconds * Stopwatch.Frequency);
        _waiting.Enqueue((to, frame.ToArray()), (due, _number++));
    }

    private void Deliver()
    {
        long now = Stopwatch.GetTimestamp();
        while (_waiting.TryPeek(out (int Port, byte[] Frame) next, out (long Due, long) when) && when.Due <= now)
        {
            _waiting.Dequeue();
            _ports[next.Port].Write(next.Frame);
        }
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollEntry entries, nuint count, int timeoutMillis);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        internal int Descriptor;
        internal short Events;
        internal short Happened;
    }
}

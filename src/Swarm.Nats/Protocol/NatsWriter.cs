using System.Net.Sockets;

namespace Swarm.Nats.Protocol;

/// <summary>
/// Where everything we say waits for the socket: two buffers that are swapped, so many small messages become one
/// write, and at most one write is under way.
/// </summary>
/// <remarks>
/// Think of two buckets under a tap: publishers fill one while the other is poured into the socket. A full bucket
/// (1 MiB by default) makes publishers wait in line, and so does a lost connection; whole messages that were not
/// poured yet go out on the next one.
/// </remarks>
internal sealed class NatsWriter(int limitBytes)
{
    /// <summary>
    /// From here on the publisher itself pours: one write of this size costs no other thread a wake-up.
    /// </summary>
    private const int PourBytes = 32 * 1024;

    private readonly Lock _gate = new();
    private readonly LinkedList<ParkedMsg> _parked = new();
    private readonly FlushSignal _signal = new();
    private byte[] _pending = new byte[2 * PourBytes];
    private byte[] _spare = new byte[2 * PourBytes];
    private int _count;
    private int _pings;
    private Stream? _stream;
    private Exception? _broken;
    private bool _pouring;
    private bool _awake = true;
    private bool _closed;

    /// <summary>Bytes that wait for the socket.</summary>
    internal int PendingBytes
    {
        get
        {
            lock (_gate)
            {
                return _count;
            }
        }
    }

    /// <summary>
    /// Queues a message; completes when it has room, in the order of the calls. An urgent one is poured by the
    /// caller if nobody is pouring.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The connection was closed.</exception>
    internal ValueTask WriteAsync(in OutgoingMsg msg, bool urgent, CancellationToken ct)
    {
        Stream stream;
        ReadOnlyMemory<byte> batch;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_parked.Count > 0 || !Fits(msg))
            {
                LinkedListNode<ParkedMsg> node = _parked.AddLast(new ParkedMsg(msg));
                return new ValueTask(ParkAsync(node, ct));
            }

            Append(msg);
            if (!(urgent || _count >= PourBytes) || !TryTake(out batch, out stream))
            {
                WakeLocked();
                return default;
            }
        }

        return PourAsync(batch, stream);
    }

    /// <summary>Queues a line of protocol: never waits, and is forgotten when there is no connection.</summary>
    internal bool TryWriteControl(ReadOnlySpan<byte> line, bool isPing)
    {
        lock (_gate)
        {
            if (_stream is null)
            {
                return false;
            }

            Reserve(line.Length);
            line.CopyTo(_pending.AsSpan(_count));
            _count += line.Length;
            _pings += isPing ? 1 : 0;
            WakeLocked();
            return true;
        }
    }

    /// <summary>Writes to this stream until it breaks or <see cref="Detach"/> takes it away.</summary>
    /// <param name="stream">A new connection.</param>
    /// <param name="preamble">What comes first on it; asked for when no line of protocol can be lost any more.</param>
    /// <exception cref="IOException">The stream broke.</exception>
    internal async Task RunAsync(Stream stream, Func<byte[]> preamble)
    {
        Attach(stream, preamble);
        while (true)
        {
            ValueTask wait = default;
            bool take;
            ReadOnlyMemory<byte> batch;
            lock (_gate)
            {
                if (_broken is not null)
                {
                    throw new IOException("the connection broke while writing", _broken);
                }

                if (!ReferenceEquals(_stream, stream))
                {
                    return;
                }

                take = TryTake(out batch, out _);
                if (!take)
                {
                    _awake = false;
                    wait = _signal.Arm();
                }
            }

            if (take)
            {
                await PourAsync(batch, stream).ConfigureAwait(false);
            }
            else
            {
                await wait.ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Ends <see cref="RunAsync"/>. Whole messages stay for the next connection; the answer says how many pings
    /// are among them, since their pongs will come too.
    /// </summary>
    internal int Detach()
    {
        lock (_gate)
        {
            _stream = null;
            WakeLocked(force: true);
            return _pings;
        }
    }

    /// <summary>Refuses everything that waits and everything to come.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (ParkedMsg parked in _parked)
            {
                parked.TrySetException(new ObjectDisposedException(nameof(NatsConnection)));
            }

            _parked.Clear();
        }
    }

    private void Attach(Stream stream, Func<byte[]> preamble)
    {
        lock (_gate)
        {
            byte[] first = preamble();
            Reserve(first.Length);
            _pending.AsSpan(0, _count).CopyTo(_pending.AsSpan(first.Length));
            first.CopyTo(_pending, 0);
            _count += first.Length;
            _stream = stream;
            _broken = null;
            _awake = true;
        }
    }

    private bool Fits(in OutgoingMsg msg) => _count == 0 || _count + msg.MaxBytes <= limitBytes;

    private void Append(in OutgoingMsg msg)
    {
        Reserve(msg.MaxBytes);
        _count += msg.Write(_pending.AsSpan(_count));
    }

    private void Reserve(int sizeBytes)
    {
        if (_pending.Length - _count < sizeBytes)
        {
            Array.Resize(ref _pending, Math.Max(_pending.Length * 2, _count + sizeBytes));
        }
    }

    private bool TryTake(out ReadOnlyMemory<byte> batch, out Stream stream)
    {
        batch = default;
        stream = _stream!;
        if (_pouring || _stream is null || _count == 0)
        {
            return false;
        }

        batch = _pending.AsMemory(0, _count);
        (_pending, _spare) = (_spare, _pending);
        _count = 0;
        _pings = 0;
        _pouring = true;
        while (_parked.First is { } node && Fits(node.Value.Msg))
        {
            _parked.RemoveFirst();
            Append(node.Value.Msg);
            node.Value.TrySetResult();
        }

        return true;
    }

    private async ValueTask PourAsync(ReadOnlyMemory<byte> batch, Stream stream)
    {
        Exception? broken = new InvalidOperationException("a write ended in an unexpected way");
        try
        {
            await stream.WriteAsync(batch).ConfigureAwait(false);
            broken = null;
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            broken = e;
        }
        finally
        {
            OnPoured(stream, broken);
        }
    }

    private void OnPoured(Stream stream, Exception? broken)
    {
        lock (_gate)
        {
            _pouring = false;
            if (broken is not null && ReferenceEquals(_stream, stream))
            {
                _broken = broken;
                _stream = null;
            }

            WakeLocked(force: broken is not null);
        }
    }

    private void WakeLocked(bool force = false)
    {
        if (!_awake && (force || (_count > 0 && !_pouring && _stream is not null)))
        {
            _awake = true;
            _signal.Set();
        }
    }

    private async Task ParkAsync(LinkedListNode<ParkedMsg> node, CancellationToken ct)
    {
        using CancellationTokenRegistration leave = ct.UnsafeRegister(_ => Leave(node, ct), null);
        await node.Value.Task.ConfigureAwait(false);
    }

    private void Leave(LinkedListNode<ParkedMsg> node, CancellationToken ct)
    {
        lock (_gate)
        {
            if (node.List is not null)
            {
                _parked.Remove(node);
                node.Value.TrySetCanceled(ct);
            }
        }
    }
}

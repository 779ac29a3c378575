using System.Buffers;
using System.Runtime.CompilerServices;
using Swarm.Nats.Protocol;

namespace Swarm.Nats.Transport;

/// <summary>Bytes from the stream, kept in one piece until the parser has made frames of them.</summary>
internal sealed class ReceiveBuffer(Stream stream)
{
    private const int UsualBytes = 64 * 1024;
    private const int LeastReadBytes = 4 * 1024;

    private readonly NatsParser _parser = new();
    private byte[] _bytes = new byte[UsualBytes];
    private int _start;
    private int _end;

    /// <summary>The largest message the server may send us.</summary>
    internal int MaxPayloadBytes
    {
        get => _parser.MaxPayloadBytes;
        set => _parser.MaxPayloadBytes = value;
    }

    /// <summary>The next frame among the bytes that are here; valid until <see cref="FillAsync"/>.</summary>
    internal bool TryRead(out NatsFrame frame)
    {
        var input = new ReadOnlySequence<byte>(_bytes, _start, _end - _start);
        bool found = _parser.TryRead(ref input, out frame);
        _start = _end - (int)input.Length;
        return found;
    }

    /// <summary>Waits for more bytes; false at the end of the stream.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<bool> FillAsync(CancellationToken ct)
    {
        MakeRoom();
        int read = await stream.ReadAsync(_bytes.AsMemory(_end), ct).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }

    /// <summary>Grows for a message that does not fit, and shrinks again when it has gone.</summary>
    private void MakeRoom()
    {
        int held = _end - _start;
        byte[] target = _bytes;
        if (held == 0 && _bytes.Length > UsualBytes)
        {
            target = new byte[UsualBytes];
        }
        else if (_bytes.Length - held < LeastReadBytes)
        {
            target = new byte[_bytes.Length * 2];
        }
        else if (held > 0 && _bytes.Length - _end >= LeastReadBytes)
        {
            return;
        }

        _bytes.AsSpan(_start, held).CopyTo(target);
        _bytes = target;
        _start = 0;
        _end = held;
    }
}

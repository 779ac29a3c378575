using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Swarm.Nats.Protocol;

namespace Swarm.Nats;

/// <summary>
/// A subscription. It holds a bounded number of messages and bytes for its reader; beyond, new ones are dropped and
/// the connection reports a slow consumer.
/// </summary>
/// <typeparam name="T">What payloads are read as.</typeparam>
public sealed class NatsSub<T> : IAsyncDisposable
{
    private readonly Inlet _inlet;
    private readonly NatsConnection _connection;

    internal NatsSub(NatsConnection connection, string subject, string? queueGroup)
    {
        NatsSerializers.Require<T>();
        _connection = connection;
        _inlet = new Inlet(connection, subject, queueGroup);
        connection.Add(_inlet);
    }

    /// <summary>The subject subscribed to.</summary>
    public string Subject => _inlet.Subject;

    /// <summary>The messages dropped because the reader was slow.</summary>
    public long Dropped => _inlet.Dropped;

    /// <summary>Takes a message if one is here.</summary>
    /// <param name="msg">The message.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryRead(out NatsMsg<T> msg) => _inlet.TryRead(out msg);

    /// <summary>Waits for a message and takes it.</summary>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The message.</returns>
    /// <exception cref="ChannelClosedException">The subscription or the connection was closed.</exception>
    public async ValueTask<NatsMsg<T>> ReadAsync(CancellationToken ct)
    {
        while (true)
        {
            if (TryRead(out NatsMsg<T> msg))
            {
                return msg;
            }

            if (!await _inlet.WaitToReadAsync(ct).ConfigureAwait(false))
            {
                throw new ChannelClosedException();
            }
        }
    }

    /// <summary>Every message until the subscription or the connection is closed.</summary>
    /// <param name="ct">Ends it.</param>
    /// <returns>The messages in the order of arrival.</returns>
    public async IAsyncEnumerable<NatsMsg<T>> ReadAllAsync([EnumeratorCancellation] CancellationToken ct)
    {
        while (await _inlet.WaitToReadAsync(ct).ConfigureAwait(false))
        {
            while (TryRead(out NatsMsg<T> msg))
            {
                yield return msg;
            }
        }
    }

    /// <summary>Ends the subscription; what is here can still be read.</summary>
    public ValueTask DisposeAsync()
    {
        _connection.Remove(_inlet);
        return default;
    }

    /// <summary>The side of the subscription that the reading thread sees.</summary>
    private sealed class Inlet(NatsConnection connection, string subject, string? queueGroup)
        : Subscription(subject, queueGroup)
    {
        private readonly SubjectCache _subjects = new();
        private readonly Channel<NatsMsg<T>> _channel = Channel.CreateBounded<NatsMsg<T>>(
            new BoundedChannelOptions(connection.Opts.SubPendingChannelCapacity) { SingleWriter = true });

        private long _heldBytes;
        private long _dropped;

        internal long Dropped => Volatile.Read(ref _dropped);

        internal bool TryRead(out NatsMsg<T> msg)
        {
            bool taken = _channel.Reader.TryRead(out msg);
            Interlocked.Add(ref _heldBytes, taken ? -msg.Size : 0);
            return taken;
        }

        internal ValueTask<bool> WaitToReadAsync(CancellationToken ct) => _channel.Reader.WaitToReadAsync(ct);

        internal override void OnMessage(in NatsFrame frame)
        {
            long sizeBytes = frame.Headers.Length + frame.Payload.Length;
            long heldBytes = Interlocked.Add(ref _heldBytes, sizeBytes);
            bool fits = heldBytes <= connection.Opts.SubPendingSizeBytes || heldBytes == sizeBytes;
            if (!fits || !_channel.Writer.TryWrite(Read(frame, (int)sizeBytes)))
            {
                Interlocked.Add(ref _heldBytes, -sizeBytes);
                connection.Report(new NatsEvent.SlowConsumer(Subject, Interlocked.Increment(ref _dropped)));
            }
        }

        internal override void OnClosed() => _channel.Writer.TryComplete();

        private NatsMsg<T> Read(in NatsFrame frame, int sizeBytes) => new(
            _subjects.Get(frame.Subject),
            frame.ReplyTo.IsEmpty ? null : Encoding.UTF8.GetString(frame.ReplyTo),
            sizeBytes,
            frame.Headers.IsEmpty ? null : HeaderCodec.Read(frame.Headers),
            NatsSerializers.Read<T>(frame.Payload),
            connection);
    }
}

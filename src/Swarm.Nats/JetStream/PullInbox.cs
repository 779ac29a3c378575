using System.Text;
using System.Threading.Channels;
using Swarm.Nats.Protocol;

namespace Swarm.Nats.JetStream;

/// <summary>
/// Where the answers to pulls arrive. It never holds more than was pulled for, so the bound of its queue is kept by
/// asking for less, not by dropping.
/// </summary>
internal sealed class PullInbox<T> : Subscription
{
    /// <summary>Room for statuses beside the messages.</summary>
    private const int StatusRoom = 64;

    private readonly NatsConnection _connection;
    private readonly Channel<PullItem<T>> _items;
    private readonly AckNames _names = new();
    private readonly SubjectCache _subjects = new();
    private readonly bool _acks;
    private int _open;
    private int _heldMsgs;
    private int _heldBytes;
    private long _heard;

    /// <param name="connection">The connection.</param>
    /// <param name="maxMsgs">The most messages ever pulled for at once.</param>
    /// <param name="acks">Whether messages are to be acknowledged.</param>
    internal PullInbox(NatsConnection connection, int maxMsgs, bool acks)
        : base(connection.NewInbox(), queueGroup: null)
    {
        NatsSerializers.Require<T>();
        _connection = connection;
        _acks = acks;
        _items = Channel.CreateBounded<PullItem<T>>(new BoundedChannelOptions(maxMsgs + StatusRoom)
        {
            SingleReader = true,
        });
        connection.Add(this);
    }

    /// <summary>Messages the present pull may still bring; 0 when a new one may be sent.</summary>
    internal int Open => Volatile.Read(ref _open);

    internal int HeldMsgs => Volatile.Read(ref _heldMsgs);

    internal int HeldBytes => Volatile.Read(ref _heldBytes);

    /// <summary>When anything was last heard, as a timestamp of the clock.</summary>
    internal long Heard => Volatile.Read(ref _heard);

    /// <summary>A pull for so many messages is about to be sent; 0 when the last one is given up.</summary>
    internal void Expect(int msgs)
    {
        Volatile.Write(ref _heard, _connection.Opts.TimeProvider.GetTimestamp());
        Volatile.Write(ref _open, msgs);
    }

    internal bool TryRead(out PullItem<T> item)
    {
        if (!_items.Reader.TryRead(out item))
        {
            return false;
        }

        if (item.IsMessage)
        {
            Interlocked.Decrement(ref _heldMsgs);
            Interlocked.Add(ref _heldBytes, -item.SizeBytes);
        }

        return true;
    }

    internal ValueTask<bool> WaitToReadAsync(CancellationToken ct) => _items.Reader.WaitToReadAsync(ct);

    internal override void OnMessage(in NatsFrame frame)
    {
        Volatile.Write(ref _heard, _connection.Opts.TimeProvider.GetTimestamp());
        int status = frame.Headers.IsEmpty ? 0 : HeaderCodec.StatusOf(frame.Headers);
        if (status == 100)
        {
            return;
        }

        if (status != 0)
        {
            End(PullItem<T>.OfStatus(status, HeaderCodec.Read(frame.Headers).MessageText));
            return;
        }

        if (NatsJSMsgMetadata.TryParse(frame.ReplyTo, _names, out NatsJSMsgMetadata metadata))
        {
            Hold(Read(frame, metadata));
        }
    }

    internal override void OnConnectionLost() =>
        End(PullItem<T>.OfStatus(PullItem<T>.ConnectionLost, "the connection was lost"));

    internal override void OnClosed()
    {
        End(PullItem<T>.OfStatus(PullItem<T>.Closed, "the connection was closed"));
        _items.Writer.TryComplete();
    }

    private void Hold(PullItem<T> item)
    {
        Interlocked.Increment(ref _heldMsgs);
        Interlocked.Add(ref _heldBytes, item.SizeBytes);
        if (!_items.Writer.TryWrite(item))
        {
            // More than was asked for: whoever counts sequences will notice the gap.
            Interlocked.Decrement(ref _heldMsgs);
            Interlocked.Add(ref _heldBytes, -item.SizeBytes);
        }

        if (Volatile.Read(ref _open) > 0)
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private void End(PullItem<T> item)
    {
        Volatile.Write(ref _open, 0);
        _items.Writer.TryWrite(item);
    }

    private PullItem<T> Read(in NatsFrame frame, NatsJSMsgMetadata metadata)
    {
        var msg = new NatsJSMsg<T>(
            _subjects.Get(frame.Subject),
            frame.Headers.IsEmpty ? null : HeaderCodec.Read(frame.Headers),
            NatsSerializers.Read<T>(frame.Payload),
            metadata)
        {
            Connection = _acks ? _connection : null,
            ReplyTo = _acks ? Encoding.UTF8.GetString(frame.ReplyTo) : null,
        };
        return new PullItem<T>(msg, 0, "", (int)(frame.Headers.Length + frame.Payload.Length));
    }
}

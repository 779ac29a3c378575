using System.Buffers.Text;
using System.Text;

namespace Swarm.Nats.Protocol;

/// <summary>One message on its way to the server, and how it is written.</summary>
internal readonly struct OutgoingMsg
{
    private const int LineOverheadBytes = 48;

    private readonly string _subject;
    private readonly ReplySubject _reply;
    private readonly NatsHeaders? _headers;
    private readonly ReadOnlyMemory<byte> _data;
    private readonly int _headerBytes;

    internal OutgoingMsg(string subject, in ReplySubject reply, NatsHeaders? headers, ReadOnlyMemory<byte> data)
    {
        _subject = subject;
        _reply = reply;
        _headers = headers;
        _data = data;
        _headerBytes = headers is null ? 0 : HeaderCodec.SizeOf(headers);
        BodyBytes = _headerBytes + data.Length;
        MaxBytes = LineOverheadBytes + (subject.Length * 3) + reply.MaxBytes + BodyBytes;
    }

    /// <summary>Room that always suffices for the line, the headers and the payload.</summary>
    internal int MaxBytes { get; }

    /// <summary>Headers and payload: what the server holds against its max_payload.</summary>
    internal int BodyBytes { get; }

    /// <summary>Writes the whole frame and returns its length.</summary>
    internal int Write(Span<byte> target)
    {
        var at = 0;
        Put(target, ref at, _headers is null ? "PUB "u8 : "HPUB "u8);
        at += Encoding.UTF8.GetBytes(_subject, target[at..]);
        target[at++] = (byte)' ';
        WriteReply(target, ref at);
        if (_headers is not null)
        {
            Put(target, ref at, _headerBytes);
            target[at++] = (byte)' ';
        }

        Put(target, ref at, BodyBytes);
        Put(target, ref at, "\r\n"u8);
        if (_headers is not null)
        {
            at += HeaderCodec.Write(_headers, target[at..]);
        }

        Put(target, ref at, _data.Span);
        Put(target, ref at, "\r\n"u8);
        return at;
    }

    private void WriteReply(Span<byte> target, ref int at)
    {
        if (_reply.IsNone)
        {
            return;
        }

        if (_reply.Text is not null)
        {
            at += Encoding.UTF8.GetBytes(_reply.Text, target[at..]);
        }
        else
        {
            Put(target, ref at, _reply.Inbox);
            Put(target, ref at, _reply.Token);
        }

        target[at++] = (byte)' ';
    }

    private static void Put(Span<byte> target, ref int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(target[at..]);
        at += bytes.Length;
    }

    private static void Put(Span<byte> target, ref int at, long number)
    {
        Utf8Formatter.TryFormat(number, target[at..], out int used);
        at += used;
    }
}

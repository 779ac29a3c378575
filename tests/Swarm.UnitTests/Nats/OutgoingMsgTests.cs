using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Swarm.Nats;
using Swarm.Nats.Protocol;
using Xunit;

namespace Swarm.UnitTests.Nats;

public sealed class OutgoingMsgTests
{
    [Theory]
    [InlineData(null, null, "PUB a.b 5\r\nhello\r\n")]
    [InlineData("back", null, "PUB a.b back 5\r\nhello\r\n")]
    [InlineData(null, "1", "HPUB a.b 18 23\r\nNATS/1.0\r\nA: 1\r\n\r\nhello\r\n")]
    [InlineData("back", "", "HPUB a.b back 17 22\r\nNATS/1.0\r\nA: \r\n\r\nhello\r\n")]
    public void A_message_is_written_as_the_protocol_says(string? reply, string? header, string expected)
    {
        NatsHeaders? headers = header is null ? null : new NatsHeaders { { "A", header } };
        Assert.Equal(expected, Write(new OutgoingMsg("a.b", ReplySubject.Of(reply), headers, "hello"u8.ToArray())));
    }

    [Fact]
    public void An_inbox_and_a_number_make_a_reply_subject()
    {
        var reply = new ReplySubject(null, "_INBOX.x."u8.ToArray(), long.MaxValue);
        string text = Write(new OutgoingMsg("a", reply, headers: null, data: default));
        Assert.Equal($"PUB a _INBOX.x.{long.MaxValue} 0\r\n\r\n", text);
    }

    [Fact]
    public void The_room_that_is_reserved_always_suffices() =>
        Prop.ForAll<NonEmptyString, string?, byte[]>((subject, reply, data) =>
        {
            var headers = new NatsHeaders { { "A", new string('ü', data.Length) } };
            var msg = new OutgoingMsg(subject.Get, ReplySubject.Of(reply), headers, data);
            return msg.Write(new byte[msg.MaxBytes]) <= msg.MaxBytes;
        }).QuickCheckThrowOnFailure();

    private static string Write(OutgoingMsg msg)
    {
        byte[] room = new byte[msg.MaxBytes];
        return Encoding.UTF8.GetString(room, 0, msg.Write(room));
    }
}

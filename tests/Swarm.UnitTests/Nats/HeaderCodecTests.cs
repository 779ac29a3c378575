using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Swarm.Nats;
using Swarm.Nats.Protocol;
using Xunit;

namespace Swarm.UnitTests.Nats;

public sealed class HeaderCodecTests
{
    [Fact]
    public void Headers_come_back_as_they_went() =>
        Prop.ForAll<NonNull<string>[], int[]>((values, cuts) =>
        {
            var headers = new NatsHeaders();
            for (var i = 0; i < values.Length; i++)
            {
                headers.Add($"Name-{i % 3}", Printable(values[i].Get));
            }

            byte[] bytes = new byte[HeaderCodec.SizeOf(headers)];
            int written = HeaderCodec.Write(headers, bytes);
            return written == bytes.Length && HeaderCodec.Read(Bytes.Split(bytes, cuts)).SequenceEqual(headers);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("NATS/1.0\r\n\r\n", 0, "")]
    [InlineData("NATS/1.0 503\r\n\r\n", 503, "")]
    [InlineData("NATS/1.0 100 Idle Heartbeat\r\nNats-Last-Consumer: 1\r\n\r\n", 100, "Idle Heartbeat")]
    [InlineData("NATS/1.0 409 Message Size Exceeds MaxBytes\r\n\r\n", 409, "Message Size Exceeds MaxBytes")]
    public void The_servers_status_is_understood(string block, int code, string text)
    {
        var bytes = new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(block));
        NatsHeaders headers = HeaderCodec.Read(bytes);
        Assert.Equal((code, text, code), (headers.Code, headers.MessageText, HeaderCodec.StatusOf(bytes)));
    }

    [Fact]
    public void Garbage_is_refused_or_read_and_nothing_else() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            ReadOnlySequence<byte> behindVersion = new([.. "NATS/1.0"u8, .. bytes]);
            HeaderCodec.StatusOf(behindVersion);
            return HeaderCodec.Read(behindVersion).Count >= 0;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("", "x")]
    [InlineData("a b", "x")]
    [InlineData("a:", "x")]
    [InlineData("ü", "x")]
    [InlineData("a", "x\r")]
    [InlineData("a", "x\ny")]
    public void What_would_break_the_lines_is_refused(string name, string value) =>
        Assert.Throws<NatsException>(() => new NatsHeaders { { name, value } });

    [Fact]
    public void Setting_a_name_replaces_its_values_and_names_keep_their_case()
    {
        var headers = new NatsHeaders { { "A", "1" }, { "A", "2" }, { "a", "3" } };
        Assert.Equal("2", headers["A"]);
        headers["A"] = "4";
        Assert.Equal(2, headers.Count);
        Assert.Equal("4", headers["A"]);
        Assert.Equal("3", headers["a"]);
        Assert.False(headers.TryGetLastValue("B", out _));
    }

    /// <summary>Any text a header may carry: one line, and no halves of characters.</summary>
    private static string Printable(string text) =>
        new([.. text.Where(c => c is not ('\r' or '\n') && !char.IsSurrogate(c))]);
}

using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Swarm.Nats;
using Swarm.Nats.JetStream;
using Xunit;

namespace Swarm.UnitTests.Nats;

public sealed class JetStreamWireTests
{
    [Theory]
    [InlineData("$JS.ACK.S.C.2.30.4.1700000000123456789.5")]
    [InlineData("$JS.ACK.dom.hash.S.C.2.30.4.1700000000123456789.5")]
    [InlineData("$JS.ACK._.hash.S.C.2.30.4.1700000000123456789.5.token")]
    public void A_deliverys_reply_subject_says_where_it_stands(string reply)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(reply);
        Assert.True(NatsJSMsgMetadata.TryParse(bytes, new AckNames(), out NatsJSMsgMetadata m));
        Assert.Equal(("S", "C", new NatsJSSequencePair(30, 4), 2UL, 5UL),
            (m.Stream, m.Consumer, m.Sequence, m.NumDelivered, m.NumPending));
        Assert.Equal(new DateTimeOffset(2023, 11, 14, 22, 13, 20, TimeSpan.Zero).AddTicks(1_234_567), m.Timestamp);
    }

    [Fact]
    public void Other_reply_subjects_are_not_mistaken_for_deliveries() =>
        Prop.ForAll<NonNull<string>>(text => !NatsJSMsgMetadata.TryParse(
            Encoding.UTF8.GetBytes("$JS.ACK.a.b." + text.Get), new AckNames(), out _)).QuickCheckThrowOnFailure();

    [Fact]
    public void An_acknowledgement_is_stored_refused_or_unknown()
    {
        Assert.Equal(new PubAck("S", 7, false), Ack("{\"stream\":\"S\",\"seq\":7}").Value);
        Assert.Equal(
            new PubAck("S", 7, true), Ack("{\"stream\":\"S\",\"domain\":\"d\",\"seq\":7,\"duplicate\":true}").Value);
        NatsResult<PubAck> refused = Ack(
            """{"error":{"code":400,"err_code":10071,"description":"wrong last sequence: 2"},"stream":"S","seq":0}""");
        Assert.Equal(ApiError.WrongLastSequence, Assert.IsType<NatsJSApiException>(refused.Error).Error.ErrCode);
        string[] others = ["", "x", "{}", "[]", "7", """{"seq":"7"}""", """{"seq":-1}""", """{"seq":1e99}"""];
        foreach (string other in others)
        {
            Assert.IsNotType<NatsJSApiException>(Ack(other).Error);
            Assert.False(Ack(other).Success);
        }
    }

    [Fact]
    public void Any_answer_to_a_publish_is_survived() =>
        Prop.ForAll<byte[], int[]>((bytes, cuts) =>
            !PubAckReader.Read(Bytes.Split(bytes, cuts), new SubjectCache()).Success).QuickCheckThrowOnFailure();

    [Fact]
    public void An_echo_may_say_more_but_not_less_or_otherwise()
    {
        Check("""{"a":1,"b":{"c":["x"]}}""", """{"a":1,"b":{"c":["x"],"d":2},"e":3}""");
        Check("""{"a":0,"b":false,"c":"","d":[],"e":{}}""", "{}");
        NatsJSConfigEchoException e = Assert.Throws<NatsJSConfigEchoException>(() => Check(
            """{"a":1,"b":{"c":["x"]},"d":true,"f":"y"}""", """{"a":2,"b":{"c":["x","z"]},"f":"y"}"""));
        Assert.Equal(
            ["a: asked 1, got 2", """b.c: asked ["x"], got ["x","z"]""", "d: asked true, got nothing"], e.Differences);
    }

    [Fact]
    public void A_configuration_is_written_as_the_server_reads_it()
    {
        var config = new StreamConfig { Name = "S", Subjects = ["a"], MaxAge = TimeSpan.FromSeconds(1) };
        string json = Encoding.UTF8.GetString(JetStreamJson.Bytes(config, JetStreamJson.Default.StreamConfig));
        Assert.Equal(
            """{"name":"S","subjects":["a"],"retention":"limits","storage":"file","max_age":1000000000}""", json);
        StreamConfig back = JsonSerializer.Deserialize(json, JetStreamJson.Default.StreamConfig)!;
        Assert.Equal(TimeSpan.FromSeconds(1), back.MaxAge);
    }

    private static void Check(string asked, string answered) =>
        ConfigEcho.Check("it", JsonDocument.Parse(asked).RootElement, JsonDocument.Parse(answered).RootElement);

    private static NatsResult<PubAck> Ack(string json) =>
        PubAckReader.Read(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json)), new SubjectCache());
}

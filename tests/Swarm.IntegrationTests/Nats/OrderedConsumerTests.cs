using Swarm.Nats;
using Swarm.Nats.JetStream;
using Xunit;

namespace Swarm.IntegrationTests.Nats;

public sealed class OrderedConsumerTests : NatsServerTest
{
    [RequiresTool("nats-server")]
    public async Task Every_message_comes_once_in_order_with_its_place_time_and_subject()
    {
        (NatsJSContext js, _) = await StreamAsync("S", "s.>");
        await FillAsync(js, 5_000, 100);
        List<NatsJSMsg<string>> all = await TakeAsync(Reader(js).ConsumeAsync<string>(Ct), 5_000);

        Assert.Equal(Enumerable.Range(1, 5_000).Select(i => (ulong)i), all.Select(msg => msg.Metadata.Sequence.Stream));
        Assert.Equal(Enumerable.Range(0, 5_000).Select(i => $"s.{i}"), all.Select(msg => msg.Subject));
        Assert.Equal(all.Select(msg => msg.Metadata.Timestamp).Order(), all.Select(msg => msg.Metadata.Timestamp));
        await Assert.ThrowsAsync<NatsJSException>(async () => await all[0].AckAsync(Ct));
    }

    [RequiresTool("nats-server")]
    public async Task It_starts_where_it_is_told_and_sees_only_its_filter()
    {
        (NatsJSContext js, _) = await StreamAsync("S", "s.>");
        await FillAsync(js, 100, 10);
        var opts = new NatsJSOrderedConsumerOpts
        {
            DeliverPolicy = ConsumerConfigDeliverPolicy.ByStartSequence,
            OptStartSeq = 50,
            FilterSubject = "s.70",
            NamePrefix = "agent7",
        };
        NatsJSMsg<string> only = Assert.Single(
            await TakeAsync(js.CreateOrderedConsumer("S", opts).ConsumeAsync<string>(Ct), 1));
        Assert.Equal(71UL, only.Metadata.Sequence.Stream);
        Assert.StartsWith("agent7_", only.Metadata.Consumer, StringComparison.Ordinal);
    }

    [RequiresTool("nats-server")]
    public async Task The_server_holds_what_a_slow_reader_has_not_asked_for()
    {
        (NatsJSContext js, NatsJSStream stream) = await StreamAsync("S", "s.>");
        await FillAsync(js, 3_000, 10);
        await using IAsyncEnumerator<NatsJSMsg<string>> slow =
            Reader(js).ConsumeAsync<string>(Ct).GetAsyncEnumerator(Ct);
        Assert.True(await slow.MoveNextAsync());
        await js.Connection.PingAsync(Ct);
        NatsJSConsumer consumer = await stream.GetConsumerAsync(slow.Current.Metadata.Consumer, Ct);

        Assert.InRange(consumer.Info.NumPending, 2_000UL, 2_999UL);
    }

    [RequiresTool("nats-server")]
    public async Task The_bound_is_one_of_bytes_too()
    {
        (NatsJSContext js, NatsJSStream stream) = await StreamAsync("S", "s.>");
        await FillAsync(js, 60, 500_000);
        await using IAsyncEnumerator<NatsJSMsg<byte[]>> slow =
            Reader(js).ConsumeAsync<byte[]>(Ct).GetAsyncEnumerator(Ct);
        Assert.True(await slow.MoveNextAsync());
        await js.Connection.PingAsync(Ct);
        NatsJSConsumer consumer = await stream.GetConsumerAsync(slow.Current.Metadata.Consumer, Ct);
        Assert.InRange(consumer.Info.NumPending, 60UL - 17, 59UL);
        for (var i = 2; i <= 60; i++)
        {
            Assert.True(await slow.MoveNextAsync());
            Assert.Equal((ulong)i, slow.Current.Metadata.Sequence.Stream);
        }
    }

    [RequiresTool("nats-server")]
    public async Task It_makes_its_consumer_anew_when_somebody_deletes_it()
    {
        (NatsJSContext js, NatsJSStream stream) = await StreamAsync("S", "s.>");
        await FillAsync(js, 10, 10);
        await using IAsyncEnumerator<NatsJSMsg<string>> reader =
            Reader(js).ConsumeAsync<string>(Ct).GetAsyncEnumerator(Ct);
        for (var i = 1; i <= 10; i++)
        {
            Assert.True(await reader.MoveNextAsync());
        }

        await stream.DeleteConsumerAsync(reader.Current.Metadata.Consumer, Ct);
        await FillAsync(js, 1, 10);
        Assert.True(await reader.MoveNextAsync());
        Assert.Equal(11UL, reader.Current.Metadata.Sequence.Stream);
    }

    [RequiresTool("nats-server")]
    public async Task It_stops_when_the_broker_has_lost_what_was_read()
    {
        (NatsJSContext js, _) = await StreamAsync("S", "s.>");
        await FillAsync(js, 10, 10);
        await using IAsyncEnumerator<NatsJSMsg<string>> reader =
            Reader(js).ConsumeAsync<string>(Ct).GetAsyncEnumerator(Ct);
        for (var i = 1; i <= 10; i++)
        {
            Assert.True(await reader.MoveNextAsync());
        }

        await js.DeleteStreamAsync("S", Ct);
        await js.CreateStreamAsync(new StreamConfig { Name = "S", Subjects = ["s.>"] }, Ct);
        await FillAsync(js, 3, 10);
        NatsJSException lost = await Assert.ThrowsAsync<NatsJSException>(async () => await reader.MoveNextAsync());
        Assert.Contains("lost", lost.Message, StringComparison.Ordinal);
    }

    [RequiresTool("nats-server")]
    public async Task A_stream_that_is_not_there_is_an_error_at_once()
    {
        var js = new NatsJSContext(await ConnectAsync());
        await Assert.ThrowsAsync<NatsJSApiException>(() => TakeAsync(Reader(js).ConsumeAsync<string>(Ct), 1));
    }

    private static NatsJSOrderedConsumer Reader(NatsJSContext js) =>
        js.CreateOrderedConsumer("S", NatsJSOrderedConsumerOpts.Default);

    private async Task FillAsync(NatsJSContext js, int count, int sizeBytes)
    {
        byte[] data = new byte[sizeBytes];
        var acks = new List<Task<NatsResult<PubAck>>>();
        for (var i = 0; i < count; i++)
        {
            acks.Add(js.TryPublishAsync($"s.{i}", data, Ct).AsTask());
        }

        Assert.All(await Task.WhenAll(acks), ack => Assert.True(ack.Success));
    }
}

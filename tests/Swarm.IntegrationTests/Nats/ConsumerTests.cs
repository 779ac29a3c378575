using Swarm.Nats;
using Swarm.Nats.JetStream;
using Xunit;

namespace Swarm.IntegrationTests.Nats;

public sealed class ConsumerTests : NatsServerTest
{
    [RequiresTool("nats-server")]
    public async Task A_durable_consumer_fetches_and_remembers_what_was_acknowledged()
    {
        (NatsJSContext js, NatsJSStream stream) = await StreamAsync("S", "s.>");
        await FillAsync(js, 10);
        var config = new ConsumerConfig { DurableName = "D", AckWait = TimeSpan.FromSeconds(9), FilterSubject = "s.>" };
        NatsJSConsumer consumer = await stream.CreateOrUpdateConsumerAsync(config, Ct);
        List<NatsJSMsg<string>> some = await AllAsync(consumer, 4);
        foreach (NatsJSMsg<string> msg in some)
        {
            await msg.DoubleAckAsync(Ct);
        }

        await consumer.RefreshAsync(Ct);
        Assert.Equal(["0", "1", "2", "3"], some.Select(msg => msg.Data));
        Assert.Equal((0L, 6UL), (consumer.Info.NumAckPending, consumer.Info.NumPending));
        List<NatsJSMsg<string>> rest = await AllAsync(await stream.GetConsumerAsync("D", Ct), 100);
        Assert.Equal(["4", "5", "6", "7", "8", "9"], rest.Select(msg => msg.Data));
        Assert.Equal(new NatsJSSequencePair(10, 10), rest[^1].Metadata.Sequence);
        Assert.Equal(("S", "D", 1UL, 0UL), (rest[^1].Metadata.Stream, rest[^1].Metadata.Consumer,
            rest[^1].Metadata.NumDelivered, rest[^1].Metadata.NumPending));
        await stream.DeleteConsumerAsync("D", Ct);
        await Assert.ThrowsAsync<NatsJSApiException>(async () => await stream.GetConsumerAsync("D", Ct));
    }

    [RequiresTool("nats-server")]
    public async Task A_fetch_without_waiting_takes_what_is_there()
    {
        (NatsJSContext js, NatsJSStream stream) = await StreamAsync("S", "s.>");
        await FillAsync(js, 3);
        var durable = new ConsumerConfig { DurableName = "D" };
        NatsJSConsumer consumer = await stream.CreateOrUpdateConsumerAsync(durable, Ct);
        var opts = new NatsJSFetchOpts { MaxMsgs = 10, Expires = TimeSpan.Zero };
        Assert.Equal(3, (await TakeAsync(consumer.FetchAsync<string>(opts, Ct), 10)).Count);
        Assert.Empty(await TakeAsync(consumer.FetchAsync<string>(opts, Ct), 10));
    }

    [RequiresTool("nats-server")]
    public async Task A_refused_message_comes_again_after_its_delay()
    {
        NatsJSConsumer consumer = await OneMessageAsync(TimeSpan.FromSeconds(30));
        NatsJSMsg<string> first = await RequireNextAsync(consumer);
        await first.NakAsync(TimeSpan.FromSeconds(2), Ct);
        Assert.Null(await consumer.NextAsync<string>(TimeSpan.FromMilliseconds(100), Ct));
        NatsJSMsg<string> second = await RequireNextAsync(consumer);
        Assert.Equal(2UL, second.Metadata.NumDelivered);
        await second.NakAsync(TimeSpan.Zero, Ct);
        Assert.Equal(3UL, (await RequireNextAsync(consumer)).Metadata.NumDelivered);
    }

    [RequiresTool("nats-server")]
    public async Task A_terminated_message_never_comes_again()
    {
        NatsJSConsumer consumer = await OneMessageAsync(TimeSpan.FromMilliseconds(100));
        await (await RequireNextAsync(consumer)).AckTerminateAsync(Ct);
        Assert.Null(await consumer.NextAsync<string>(TimeSpan.FromMilliseconds(400), Ct));
    }

    [RequiresTool("nats-server")]
    public async Task A_message_in_progress_is_not_given_to_others()
    {
        NatsJSConsumer consumer = await OneMessageAsync(TimeSpan.FromSeconds(3));
        NatsJSMsg<string> msg = await RequireNextAsync(consumer);
        for (var i = 0; i < 2; i++)
        {
            // Twice this is longer than the time until redelivery; once is not, by far.
            Assert.Null(await consumer.NextAsync<string>(TimeSpan.FromSeconds(1.6), Ct));
            await msg.AckProgressAsync(Ct);
        }

        Assert.Equal(2UL, (await RequireNextAsync(consumer)).Metadata.NumDelivered);
    }

    [RequiresTool("nats-server")]
    public async Task Consume_flows_on_across_a_restart_of_the_server()
    {
        (NatsJSContext js, NatsJSStream stream) = await StreamAsync("S", "s.>");
        await FillAsync(js, 3_000);
        NatsJSConsumer consumer = await stream.CreateOrUpdateConsumerAsync(
            new ConsumerConfig { DurableName = "D", AckWait = TimeSpan.FromSeconds(1) }, Ct);
        var seen = new HashSet<ulong>();
        await foreach (NatsJSMsg<string> msg in consumer.ConsumeAsync<string>(Ct))
        {
            bool isNew = seen.Add(msg.Metadata.Sequence.Stream);
            await msg.AckAsync(Ct);
            if (isNew && seen.Count == 1_500)
            {
                await Server.KillAsync();
                await Server.RestartAsync();
            }

            if (seen.Count == 3_000)
            {
                break;
            }
        }

        Assert.Equal(3_000UL, seen.Max());
    }

    [RequiresTool("nats-server")]
    public async Task Consume_ends_when_its_consumer_is_deleted()
    {
        (_, NatsJSStream stream) = await StreamAsync("S", "s.>");
        var durable = new ConsumerConfig { DurableName = "D" };
        NatsJSConsumer consumer = await stream.CreateOrUpdateConsumerAsync(durable, Ct);
        Task<List<NatsJSMsg<string>>> reading = TakeAsync(consumer.ConsumeAsync<string>(Ct), 1);
        await stream.DeleteConsumerAsync("D", Ct);
        await Assert.ThrowsAsync<NatsJSApiException>(() => reading);
    }

    private async Task<NatsJSConsumer> OneMessageAsync(TimeSpan ackWait)
    {
        (NatsJSContext js, NatsJSStream stream) = await StreamAsync("S", "s.>");
        await FillAsync(js, 1);
        return await stream.CreateOrUpdateConsumerAsync(
            new ConsumerConfig { DurableName = "D", AckWait = ackWait }, Ct);
    }

    private async Task<NatsJSMsg<string>> RequireNextAsync(NatsJSConsumer consumer)
    {
        NatsJSMsg<string>? msg = await consumer.NextAsync<string>(TimeSpan.FromSeconds(10), Ct);
        Assert.NotNull(msg);
        return msg.Value;
    }

    private async Task FillAsync(NatsJSContext js, int count)
    {
        var acks = new List<Task<NatsResult<PubAck>>>();
        for (var i = 0; i < count; i++)
        {
            acks.Add(js.TryPublishAsync("s.a", $"{i}", Ct).AsTask());
        }

        Assert.All(await Task.WhenAll(acks), ack => Assert.True(ack.Success));
    }

    private async Task<List<NatsJSMsg<string>>> AllAsync(NatsJSConsumer consumer, int most)
    {
        var all = new List<NatsJSMsg<string>>();
        var opts = new NatsJSFetchOpts { MaxMsgs = most, Expires = TimeSpan.FromMilliseconds(300) };
        await foreach (NatsJSMsg<string> msg in consumer.FetchAsync<string>(opts, Ct))
        {
            all.Add(msg);
        }

        return all;
    }
}

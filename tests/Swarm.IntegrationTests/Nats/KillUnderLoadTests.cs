using System.Globalization;
using Swarm.Nats;
using Swarm.Nats.JetStream;
using Xunit;

namespace Swarm.IntegrationTests.Nats;

public sealed class KillUnderLoadTests : NatsServerTest
{
    private const int Kills = 3;
    private const int PerRound = 5_000;
    private const int InFlight = 64;

    [RequiresTool("nats-server")]
    public async Task Every_acknowledged_publish_is_there_and_read_once_in_order()
    {
        (NatsJSContext js, NatsJSStream stream) = await StreamAsync("S", "s.>");
        NatsConnection readers = await ConnectAsync();
        await using NatsSub<string> plain = await readers.SubscribeCoreAsync<string>("done", null, Ct);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var read = new List<(ulong Sequence, int Number)>();
        Task reading = ReadAsync(new NatsJSContext(readers), read, stop);

        var acked = new Dictionary<int, ulong>();
        var unknown = 0;
        for (var round = 0; round < Kills; round++)
        {
            unknown += await PublishAsync(js, round * PerRound, acked, killAt: PerRound / 2);
        }

        PubAck end = await js.PublishAsync("s.end", "-1", Ct);
        await reading;
        await stream.RefreshAsync(Ct);
        await js.Connection.PublishAsync("done", "still subscribed", Ct);

        Assert.True(unknown > 0, "no publish was in flight when the server was killed");
        Assert.True(acked.Count > Kills * PerRound / 2, $"only {acked.Count} acknowledged");
        Assert.Equal(end.Sequence, stream.Info.State.LastSeq);
        Assert.Equal(Enumerable.Range(1, (int)end.Sequence).Select(i => (ulong)i), read.Select(item => item.Sequence));
        Dictionary<ulong, int> stored = read.ToDictionary(item => item.Sequence, item => item.Number);
        Assert.All(acked, ack => Assert.Equal(ack.Key, stored[ack.Value]));
        Assert.Equal("still subscribed", (await plain.ReadAsync(Ct)).Data);
    }

    /// <summary>
    /// Publishes numbers, kills the server in the middle, and starts it again; answers with the unknown ones.
    /// </summary>
    private async Task<int> PublishAsync(NatsJSContext js, int first, Dictionary<int, ulong> acked, int killAt)
    {
        var flight = new Queue<(int Number, Task<NatsResult<PubAck>> Answer)>();
        var unknown = 0;
        Task restart = Task.CompletedTask;
        for (var i = 0; i < PerRound; i++)
        {
            if (i == killAt)
            {
                restart = RestartAsync();
            }

            string number = (first + i).ToString(CultureInfo.InvariantCulture);
            flight.Enqueue((first + i, js.TryPublishAsync("s.a", number, Ct).AsTask()));
            if (flight.Count == InFlight)
            {
                unknown += await SettleAsync(flight.Dequeue(), acked);
            }
        }

        while (flight.TryDequeue(out (int Number, Task<NatsResult<PubAck>> Answer) last))
        {
            unknown += await SettleAsync(last, acked);
        }

        await restart;
        return unknown;
    }

    private async Task RestartAsync()
    {
        await Server.KillAsync();
        await Server.RestartAsync();
    }

    private static async Task<int> SettleAsync(
        (int Number, Task<NatsResult<PubAck>> Answer) publish, Dictionary<int, ulong> acked)
    {
        NatsResult<PubAck> answer = await publish.Answer;
        if (answer.Success)
        {
            acked.Add(publish.Number, answer.Value.Sequence);
            return 0;
        }

        Assert.IsNotType<NatsJSApiException>(answer.Error);
        return 1;
    }

    private static async Task ReadAsync(NatsJSContext js, List<(ulong, int)> read, CancellationTokenSource stop)
    {
        NatsJSOrderedConsumer reader = js.CreateOrderedConsumer("S", NatsJSOrderedConsumerOpts.Default);
        await foreach (NatsJSMsg<string> msg in reader.ConsumeAsync<string>(stop.Token))
        {
            read.Add((msg.Metadata.Sequence.Stream, int.Parse(msg.Data, CultureInfo.InvariantCulture)));
            if (msg.Subject == "s.end")
            {
                return;
            }
        }
    }
}

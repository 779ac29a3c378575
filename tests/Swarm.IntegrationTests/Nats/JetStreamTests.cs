using Swarm.Nats;
using Swarm.Nats.JetStream;
using Xunit;

namespace Swarm.IntegrationTests.Nats;

public sealed class JetStreamTests : NatsServerTest
{
    [RequiresTool("nats-server")]
    public async Task A_stream_is_made_changed_found_and_deleted()
    {
        var js = new NatsJSContext(await ConnectAsync());
        var config = new StreamConfig
        {
            Name = "S",
            Description = "all there is",
            Subjects = ["s.>"],
            MaxMsgs = 100,
            MaxBytes = 1_000_000,
            MaxAge = TimeSpan.FromHours(1),
            DuplicateWindow = TimeSpan.FromSeconds(30),
            Discard = StreamConfigDiscard.New,
            MaxMsgSize = 1000,
            NumReplicas = 1,
            AllowDirect = true,
        };
        NatsJSStream stream = await js.CreateStreamAsync(config, Ct);
        Assert.Equal(TimeSpan.FromHours(1), stream.Info.Config.MaxAge);
        await js.CreateStreamAsync(config, Ct);
        NatsJSStream changed = await js.CreateOrUpdateStreamAsync(config with { MaxMsgs = 200 }, Ct);
        Assert.Equal(200, changed.Info.Config.MaxMsgs);
        Assert.Equal(["S"], await js.ListStreamNamesAsync(Ct));
        await js.DeleteStreamAsync("S", Ct);
        NatsJSApiException gone = await Assert.ThrowsAsync<NatsJSApiException>(
            async () => await js.GetStreamAsync("S", Ct));
        Assert.Equal(ApiError.StreamNotFound, gone.Error.ErrCode);
    }

    [RequiresTool("nats-server")]
    public async Task A_server_that_drops_what_it_does_not_know_is_refused()
    {
        (NatsJSContext js, NatsJSStream stream) = await StreamAsync("S", "s.>");
        if (!js.Connection.ServerInfo!.Version.StartsWith("2.9.", StringComparison.Ordinal))
        {
            return; // Newer servers know these fields and echo them.
        }

        NatsJSConfigEchoException metadata = await Assert.ThrowsAsync<NatsJSConfigEchoException>(
            async () => await js.CreateStreamAsync(
                new StreamConfig
                {
                    Name = "M",
                    Subjects = ["m"],
                    Metadata = new Dictionary<string, string> { ["a"] = "b" },
                },
                Ct));
        Assert.Contains("metadata", Assert.Single(metadata.Differences), StringComparison.Ordinal);
        await Assert.ThrowsAsync<NatsJSConfigEchoException>(async () => await js.CreateStreamAsync(
            new StreamConfig { Name = "C", Subjects = ["c"], Compression = StreamConfigCompression.S2 }, Ct));
        await Assert.ThrowsAsync<NatsJSConfigEchoException>(async () => await stream.CreateOrUpdateConsumerAsync(
            new ConsumerConfig { DurableName = "D", FilterSubjects = ["s.a", "s.b"] }, Ct));
    }

    [RequiresTool("nats-server")]
    public async Task A_message_id_is_stored_once()
    {
        (NatsJSContext js, _) = await StreamAsync("S", "s.>");
        var once = new NatsJSPubOpts { MsgId = "id-1" };
        PubAck first = await js.PublishAsync("s.a", "x", once, headers: null, Ct);
        PubAck second = await js.PublishAsync("s.a", "x", once, headers: null, Ct);

        Assert.Equal(new PubAck("S", 1, false), first);
        Assert.Equal(new PubAck("S", 1, true), second);
    }

    [RequiresTool("nats-server")]
    public async Task An_expected_sequence_that_is_not_the_last_is_a_refusal()
    {
        (NatsJSContext js, _) = await StreamAsync("S", "s.>");
        await js.PublishAsync("s.a", "1", Ct);
        await js.PublishAsync("s.b", "2", Ct);
        NatsResult<PubAck>[] answers =
        [
            await Expect(new NatsJSPubOpts { ExpectedLastSequence = 1 }),
            await Expect(new NatsJSPubOpts { ExpectedLastSubjectSequence = 0 }),
            await Expect(new NatsJSPubOpts { ExpectedLastSubjectSequence = 1 }),
            await Expect(new NatsJSPubOpts { ExpectedLastSequence = 3 }),
        ];

        Assert.Equal([false, false, true, true], answers.Select(answer => answer.Success));
        Assert.Equal(ApiError.WrongLastSequence, ((NatsJSApiException)answers[0].Error!).Error.ErrCode);
        ValueTask<NatsResult<PubAck>> Expect(NatsJSPubOpts opts) =>
            js.TryPublishAsync("s.a", "x", opts, headers: null, Ct);
    }

    [RequiresTool("nats-server")]
    public async Task A_full_stream_refuses()
    {
        var js = new NatsJSContext(await ConnectAsync());
        await js.CreateStreamAsync(
            new StreamConfig { Name = "F", Subjects = ["f"], MaxMsgs = 1, Discard = StreamConfigDiscard.New }, Ct);
        await js.PublishAsync("f", "1", Ct);
        NatsJSApiException full = await Assert.ThrowsAsync<NatsJSApiException>(
            async () => await js.PublishAsync("f", "2", Ct));
        Assert.Equal((503, 10077), (full.Error.Code, full.Error.ErrCode));
    }

    [RequiresTool("nats-server")]
    public async Task A_publish_no_stream_takes_says_so()
    {
        var js = new NatsJSContext(await ConnectAsync());
        Assert.IsType<NatsNoRespondersException>((await js.TryPublishAsync("nowhere", "x", Ct)).Error);
    }

    [RequiresTool("nats-server")]
    public async Task A_lost_acknowledgement_is_unknown_and_not_a_refusal()
    {
        NatsConnection nats = await ConnectAsync();
        (NatsJSContext _, NatsJSStream stream) = await StreamAsync("S", "s.>");
        var hasty = new NatsJSContext(nats, new NatsJSOpts { RequestTimeout = TimeSpan.FromMilliseconds(50) });
        Server.Pause();
        NatsResult<PubAck> late = await hasty.TryPublishAsync("s.a", "1", Ct);
        ValueTask<NatsResult<PubAck>> broken =
            new NatsJSContext(nats, new NatsJSOpts { RequestTimeout = TimeSpan.FromMinutes(1) })
                .TryPublishAsync("s.a", "2", Ct);
        await Server.KillAsync();

        Assert.IsType<NatsNoReplyException>(late.Error);
        Assert.IsType<NatsConnectionLostException>((await broken).Error);
        Assert.Equal("S", stream.Info.Config.Name);
    }

    [RequiresTool("nats-server")]
    public async Task A_publish_can_be_canceled_and_the_next_is_not_harmed()
    {
        (NatsJSContext js, _) = await StreamAsync("S", "s.>");
        Server.Pause();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        ValueTask<NatsResult<PubAck>> canceled = js.TryPublishAsync("s.a", "1", cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await canceled);
        Server.Resume();
        for (var i = 0; i < 100; i++)
        {
            Assert.True((await js.TryPublishAsync("s.a", "2", Ct)).Success);
        }
    }

    [RequiresTool("nats-server")]
    public async Task Pipelined_publishes_are_stored_in_the_order_of_the_calls()
    {
        const int count = 20_000;
        (NatsJSContext js, _) = await StreamAsync("S", "s.>");
        var acks = new List<Task<NatsResult<PubAck>>>();
        for (var i = 0; i < count; i++)
        {
            acks.Add(js.TryPublishAsync("s.a", $"{i} {new string('x', 200)}", Ct).AsTask());
        }

        NatsResult<PubAck>[] answers = await Task.WhenAll(acks);
        Assert.Equal(Enumerable.Range(1, count).Select(i => (ulong)i), answers.Select(answer => answer.Value.Sequence));
    }

    [RequiresTool("nats-server")]
    public async Task Messages_are_got_by_sequence_and_as_the_last_of_a_subject()
    {
        (NatsJSContext js, NatsJSStream stream) = await StreamAsync("S", "s.>");
        await js.PublishAsync("s.a", "1", opts: null, new NatsHeaders { { "H", "v" } }, Ct);
        await js.PublishAsync("s.b", "2", Ct);
        await js.PublishAsync("s.a", "3", Ct);
        Func<StreamMsgGetRequest, CancellationToken, ValueTask<NatsJSStoredMsg?>>[] ways =
            [stream.GetAsync, stream.GetDirectAsync];
        foreach (Func<StreamMsgGetRequest, CancellationToken, ValueTask<NatsJSStoredMsg?>> get in ways)
        {
            NatsJSStoredMsg first = (await get(new StreamMsgGetRequest { Seq = 1 }, Ct))!;
            NatsJSStoredMsg last = (await get(new StreamMsgGetRequest { LastBySubj = "s.a" }, Ct))!;
            Assert.Equal(("s.a", 1UL, "v"), (first.Subject, first.Sequence, first.Headers!["H"]));
            Assert.Equal(("s.a", 3UL, "3"), (last.Subject, last.Sequence, Text(last.Data)));
            Assert.True(last.Timestamp >= first.Timestamp && first.Timestamp.Year >= 2020);
            Assert.Null(last.Headers);
            Assert.Null(await get(new StreamMsgGetRequest { Seq = 99 }, Ct));
            Assert.Null(await get(new StreamMsgGetRequest { LastBySubj = "s.none" }, Ct));
        }
    }

    [RequiresTool("nats-server")]
    public async Task Operators_purge_and_delete()
    {
        (NatsJSContext js, NatsJSStream stream) = await StreamAsync("S", "s.>");
        for (var i = 0; i < 10; i++)
        {
            await js.PublishAsync(i % 2 == 0 ? "s.a" : "s.b", "x", Ct);
        }

        Assert.Equal(5UL, await stream.PurgeAsync(new StreamPurgeRequest { Filter = "s.a" }, Ct));
        Assert.Equal(2UL, await stream.PurgeAsync(new StreamPurgeRequest { Seq = 5 }, Ct));
        await stream.DeleteMessageAsync(6, Ct);
        await stream.RefreshAsync(Ct);
        Assert.Equal((2L, 10UL), (stream.Info.State.Messages, stream.Info.State.LastSeq));
    }

    private static string Text(ReadOnlyMemory<byte> data) => System.Text.Encoding.UTF8.GetString(data.Span);
}

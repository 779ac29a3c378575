using Swarm.Nats;
using Xunit;

namespace Swarm.IntegrationTests.Nats;

public sealed class CoreTests : NatsServerTest
{
    [RequiresTool("nats-server")]
    public async Task A_message_arrives_with_its_headers_and_reply_subject()
    {
        NatsConnection nats = await ConnectAsync();
        await using NatsSub<string> sub = await nats.SubscribeCoreAsync<string>("a.*", null, Ct);
        var headers = new NatsHeaders { { "Name", "värde: 1" }, { "Name", "second" }, { "Empty", "" } };
        await nats.PublishAsync("a.b", "hello", headers, "back.here", Ct);
        NatsMsg<string> msg = await sub.ReadAsync(Ct);

        Assert.Equal(("a.b", "back.here", "hello"), (msg.Subject, msg.ReplyTo, msg.Data));
        Assert.Equal(headers, msg.Headers);
    }

    [RequiresTool("nats-server")]
    public async Task Payloads_of_every_size_up_to_the_limit_arrive_unchanged()
    {
        NatsConnection nats = await ConnectAsync();
        await using NatsSub<byte[]> sub = await nats.SubscribeCoreAsync<byte[]>("big", null, Ct);
        foreach (int sizeBytes in new[] { 0, 1, 4095, 65_535, 65_536, 70_000, 1024 * 1024 })
        {
            byte[] data = new byte[sizeBytes];
            new Random(sizeBytes).NextBytes(data);
            await nats.PublishAsync("big", data, Ct);
            Assert.Equal(data, (await sub.ReadAsync(Ct)).Data);
        }
    }

    [RequiresTool("nats-server")]
    public async Task A_queue_group_shares_messages_and_a_plain_subscriber_sees_all()
    {
        const int count = 500;
        NatsConnection publisher = await ConnectAsync();
        NatsConnection reader = await ConnectAsync();
        await using NatsSub<string> one = await reader.SubscribeCoreAsync<string>("work", "group", Ct);
        await using NatsSub<string> two = await reader.SubscribeCoreAsync<string>("work", "group", Ct);
        await using NatsSub<string> all = await reader.SubscribeCoreAsync<string>("work", null, Ct);
        await reader.PingAsync(Ct);
        for (var i = 0; i < count; i++)
        {
            await publisher.PublishAsync("work", $"{i}", Ct);
        }

        var shared = new List<string>();
        for (var i = 0; i < count; i++)
        {
            Assert.Equal($"{i}", (await all.ReadAsync(Ct)).Data);
        }

        await publisher.PingAsync(Ct);
        await reader.PingAsync(Ct);
        while (one.TryRead(out NatsMsg<string> msg) || two.TryRead(out msg))
        {
            shared.Add(msg.Data);
        }

        Assert.Equal(count, shared.Count);
        Assert.Equal(count, shared.Distinct().Count());
    }

    [RequiresTool("nats-server")]
    public async Task Many_requests_at_once_get_each_its_own_answer()
    {
        NatsConnection nats = await ConnectAsync();
        await using NatsSub<string> service = await nats.SubscribeCoreAsync<string>("echo", null, Ct);
        Task answering = AnswerAsync(service, 300);
        string[] answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(async i =>
            (await nats.RequestAsync<string, string>("echo", $"{i}", Ct)).Data));
        await answering;

        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"{i}!"), answers);
    }

    [RequiresTool("nats-server")]
    public async Task A_request_nobody_serves_fails_at_once()
    {
        NatsConnection nats = await ConnectAsync();
        await Assert.ThrowsAsync<NatsNoRespondersException>(
            async () => await nats.RequestAsync<string, string>("nobody", "?", Ct));
    }

    [RequiresTool("nats-server")]
    public async Task A_request_nobody_answers_ends_with_its_time_limit()
    {
        NatsConnection nats = await ConnectAsync();
        await using NatsSub<string> silent = await nats.SubscribeCoreAsync<string>("silent", null, Ct);
        await Assert.ThrowsAsync<NatsNoReplyException>(async () => await nats.RequestAsync<string, string>(
            "silent", "?", headers: null, TimeSpan.FromMilliseconds(50), Ct));
    }

    [RequiresTool("nats-server")]
    public async Task A_canceled_request_ends_as_canceled()
    {
        NatsConnection nats = await ConnectAsync();
        await using NatsSub<string> silent = await nats.SubscribeCoreAsync<string>("silent", null, Ct);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        ValueTask<NatsMsg<string>> request = nats.RequestAsync<string, string>("silent", "?", cancel.Token);
        await silent.ReadAsync(Ct);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await request);
    }

    [RequiresTool("nats-server")]
    public async Task Requests_use_the_inbox_prefix_that_was_asked_for()
    {
        NatsConnection nats = await ConnectAsync(Opts with { InboxPrefix = "_INBOX.agent7" });
        await using NatsSub<string> service = await nats.SubscribeCoreAsync<string>("echo", null, Ct);
        ValueTask<NatsMsg<string>> request = nats.RequestAsync<string, string>("echo", "x", Ct);
        NatsMsg<string> question = await service.ReadAsync(Ct);
        await question.ReplyAsync("y", Ct);

        Assert.StartsWith("_INBOX.agent7.", question.ReplyTo, StringComparison.Ordinal);
        Assert.Equal("y", (await request).Data);
    }

    [RequiresTool("nats-server")]
    public async Task A_slow_reader_loses_the_newest_messages_and_the_connection_says_so()
    {
        NatsConnection nats = await ConnectAsync(Opts with { SubPendingChannelCapacity = 10 });
        await using NatsSub<string> sub = await nats.SubscribeCoreAsync<string>("fast", null, Ct);
        for (var i = 0; i < 25; i++)
        {
            await nats.PublishAsync("fast", $"{i}", Ct);
        }

        await nats.PingAsync(Ct);
        Assert.Equal(15, sub.Dropped);
        Assert.Equal("fast", (await EventAsync<NatsEvent.SlowConsumer>(nats)).Subject);
        Assert.Equal("0", (await sub.ReadAsync(Ct)).Data);
    }

    [RequiresTool("nats-server")]
    public async Task A_slow_reader_is_bounded_in_bytes_too()
    {
        NatsConnection nats = await ConnectAsync(Opts with { SubPendingSizeBytes = 100 });
        await using NatsSub<byte[]> sub = await nats.SubscribeCoreAsync<byte[]>("fat", null, Ct);
        for (var i = 0; i < 5; i++)
        {
            await nats.PublishAsync("fat", new byte[40], Ct);
        }

        await nats.PingAsync(Ct);
        Assert.Equal(3, sub.Dropped);
    }

    [RequiresTool("nats-server")]
    public async Task What_cannot_be_sent_is_refused_before_it_harms_the_connection()
    {
        NatsConnection nats = await ConnectAsync();
        await Assert.ThrowsAsync<NatsPayloadTooLargeException>(
            async () => await nats.PublishAsync("a", new byte[1024 * 1024 + 1], Ct));
        await Assert.ThrowsAsync<NatsException>(async () => await nats.PublishAsync("a b", "x", Ct));
        await Assert.ThrowsAsync<NatsException>(async () => await nats.PublishAsync("a\r\nPUB b 0\r\n\r\n", "x", Ct));
        await Assert.ThrowsAsync<NatsException>(async () => await nats.PublishAsync("", "x", Ct));
        await Assert.ThrowsAsync<NatsException>(
            async () => await nats.PublishAsync("a", "x", headers: null, replyTo: "b\nc", Ct));
        await Assert.ThrowsAsync<NatsException>(
            async () => await nats.RequestAsync<string, string>("a\tb", "x", Ct));
        Assert.Throws<NatsException>(() => new NatsHeaders { { "A", "b\r\nC: d" } });
        await nats.PingAsync(Ct);
        Assert.Equal(NatsConnectionState.Open, nats.ConnectionState);
    }

    [RequiresTool("nats-server")]
    public async Task Headers_that_make_no_sense_do_not_cost_us_the_connection()
    {
        NatsConnection nats = await ConnectAsync();
        await using NatsSub<string> sub = await nats.SubscribeCoreAsync<string>("odd", null, Ct);
        await nats.PingAsync(Ct);
        using var stranger = new System.Net.Sockets.TcpClient("127.0.0.1", Server.Port);
        await stranger.GetStream().WriteAsync(
            "CONNECT {\"verbose\":false,\"headers\":true}\r\nHPUB odd 3 5\r\n\0\nxhi\r\nPING\r\n"u8.ToArray(), Ct);
        NatsMsg<string> msg = await sub.ReadAsync(Ct);
        await nats.PingAsync(Ct);

        Assert.Equal(("hi", 0), (msg.Data, msg.Headers!.Count));
    }

    [RequiresTool("nats-server")]
    public async Task A_payload_type_that_cannot_be_read_is_refused_before_any_message()
    {
        NatsConnection nats = await ConnectAsync();
        await Assert.ThrowsAsync<NatsException>(async () => await nats.SubscribeCoreAsync<int>("a", null, Ct));
        await Assert.ThrowsAsync<NatsException>(async () => await nats.RequestAsync<string, int>("a", "x", Ct));
        await Assert.ThrowsAsync<NatsException>(async () => await nats.PublishAsync("a", 7, Ct));
    }

    [RequiresTool("nats-server")]
    public async Task What_was_published_before_closing_arrives()
    {
        NatsConnection reader = await ConnectAsync();
        await using NatsSub<string> sub = await reader.SubscribeCoreAsync<string>("last.words", null, Ct);
        await reader.PingAsync(Ct);
        var closing = new NatsConnection(Opts);
        await closing.ConnectAsync(Ct);
        await closing.PublishAsync("last.words", "bye", Ct);
        await closing.DisposeAsync();

        Assert.Equal("bye", (await sub.ReadAsync(Ct)).Data);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await closing.PublishAsync("a", "b", Ct));
    }

    [RequiresTool("nats-server")]
    public async Task An_enumerated_subscription_ends_with_its_token()
    {
        NatsConnection nats = await ConnectAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        Task<List<NatsMsg<string>>> reading =
            TakeAsync(nats.SubscribeAsync<string>("ticks", null, stop.Token), int.MaxValue);
        await nats.PingAsync(Ct);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task A_broker_that_is_not_there_is_named()
    {
        var nats = new NatsConnection(NatsOpts.Default with { Url = "nats://user:secret@127.0.0.1:1" });
        NatsException e = await Assert.ThrowsAsync<NatsException>(async () => await nats.ConnectAsync(Ct));
        await nats.DisposeAsync();

        Assert.Contains("127.0.0.1:1", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.ToString(), StringComparison.Ordinal);
    }

    private async Task AnswerAsync(NatsSub<string> service, int count)
    {
        for (var i = 0; i < count; i++)
        {
            NatsMsg<string> question = await service.ReadAsync(Ct);
            await question.ReplyAsync($"{question.Data}!", Ct);
        }
    }
}

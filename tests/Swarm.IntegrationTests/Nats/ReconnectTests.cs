using Swarm.Nats;
using Xunit;

namespace Swarm.IntegrationTests.Nats;

public sealed class ReconnectTests : NatsServerTest
{
    [RequiresTool("nats-server")]
    public async Task Subscriptions_resume_after_the_server_was_killed()
    {
        NatsConnection nats = await ConnectAsync();
        await using NatsSub<string> sub = await nats.SubscribeCoreAsync<string>("news", null, Ct);
        await EventAsync<NatsEvent.Connected>(nats);
        await Server.KillAsync();
        await EventAsync<NatsEvent.Disconnected>(nats);
        await Server.RestartAsync();
        await EventAsync<NatsEvent.Connected>(nats);
        NatsConnection other = await ConnectAsync();
        await nats.PingAsync(Ct);
        await other.PublishAsync("news", "again", Ct);

        Assert.Equal("again", (await sub.ReadAsync(Ct)).Data);
    }

    [RequiresTool("nats-server")]
    public async Task What_is_published_while_the_server_is_down_waits_for_it()
    {
        NatsConnection nats = await ConnectAsync();
        await using NatsSub<string> sub = await nats.SubscribeCoreAsync<string>("news", null, Ct);
        await Server.KillAsync();
        await EventAsync<NatsEvent.Disconnected>(nats);
        await nats.PublishAsync("news", "1", Ct);
        await nats.PublishAsync("news", "2", Ct);
        await Server.RestartAsync();

        Assert.Equal("1", (await sub.ReadAsync(Ct)).Data);
        Assert.Equal("2", (await sub.ReadAsync(Ct)).Data);
    }

    [RequiresTool("nats-server")]
    public async Task A_full_write_buffer_makes_publishers_wait_in_order_until_it_has_room_or_they_give_up()
    {
        NatsConnection nats = await ConnectAsync(Opts with { WriterBufferSizeBytes = 10_000 });
        await using NatsSub<string> sub = await nats.SubscribeCoreAsync<string>("news", null, Ct);
        await nats.PingAsync(Ct); // Nothing of ours is left in the buffer.
        await Server.KillAsync();
        await EventAsync<NatsEvent.Disconnected>(nats);
        string filler = new('x', 9_940);
        await nats.PublishAsync("news", filler, Ct);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        ValueTask second = nats.PublishAsync("news", "second", Ct);
        ValueTask impatient = nats.PublishAsync("news", "never", giveUp.Token);
        ValueTask third = nats.PublishAsync("news", "third", Ct);
        Assert.False(second.IsCompleted || impatient.IsCompleted || third.IsCompleted);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await impatient);
        await Server.RestartAsync();
        await second;
        await third;

        Assert.Equal(filler, (await sub.ReadAsync(Ct)).Data);
        Assert.Equal("second", (await sub.ReadAsync(Ct)).Data);
        Assert.Equal("third", (await sub.ReadAsync(Ct)).Data);
    }

    [RequiresTool("nats-server")]
    public async Task A_request_in_flight_fails_when_the_connection_is_lost()
    {
        NatsConnection nats = await ConnectAsync();
        await using NatsSub<string> silent = await nats.SubscribeCoreAsync<string>("silent", null, Ct);
        ValueTask<NatsMsg<string>> request = nats.RequestAsync<string, string>("silent", "?", Ct);
        await silent.ReadAsync(Ct);
        await Server.KillAsync();

        await Assert.ThrowsAsync<NatsConnectionLostException>(async () => await request);
    }

    [RequiresTool("nats-server")]
    public async Task A_frozen_server_is_noticed_by_its_silence()
    {
        NatsConnection nats = await ConnectAsync(Opts with
        {
            PingInterval = TimeSpan.FromMilliseconds(50),
            ConnectTimeout = TimeSpan.FromMilliseconds(500),
        });
        await EventAsync<NatsEvent.Connected>(nats);
        Server.Pause();
        NatsEvent.Disconnected lost = await EventAsync<NatsEvent.Disconnected>(nats);
        Server.Resume();
        await EventAsync<NatsEvent.Connected>(nats);

        Assert.Contains("unanswered", lost.Reason, StringComparison.Ordinal);
    }

    [RequiresTool("nats-server")]
    public async Task The_second_address_is_tried_when_the_first_does_not_answer()
    {
        NatsConnection nats = await ConnectAsync(Opts with { Url = $"nats://127.0.0.1:1, {Server.Url}" });
        await nats.PingAsync(Ct);
        Assert.Equal("test", nats.ServerInfo!.Name);
    }

    [RequiresTool("nats-server")]
    public async Task Closing_while_the_server_is_down_is_quick_and_final()
    {
        var nats = new NatsConnection(Opts);
        await nats.ConnectAsync(Ct);
        await using NatsSub<string> sub = await nats.SubscribeCoreAsync<string>("a", null, Ct);
        await Server.KillAsync();
        await EventAsync<NatsEvent.Disconnected>(nats);
        ValueTask<NatsMsg<string>> request = nats.RequestAsync<string, string>("b", "?", Ct);
        await nats.DisposeAsync();

        await Assert.ThrowsAsync<NatsConnectionLostException>(async () => await request);
        await Assert.ThrowsAsync<System.Threading.Channels.ChannelClosedException>(async () => await sub.ReadAsync(Ct));
        Assert.Equal(NatsConnectionState.Closed, nats.ConnectionState);
    }
}

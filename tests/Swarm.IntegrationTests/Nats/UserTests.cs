using Swarm.Nats;
using Xunit;

namespace Swarm.IntegrationTests.Nats;

public sealed class UserTests : NatsServerTest
{
    protected override string ExtraConfig =>
        """
        authorization {
          users = [
            { user: "agent", password: "p@ss",
              permissions: { publish: ["swarm.>"], subscribe: ["swarm.>", "_INBOX.>"] } }
          ]
        }
        """;

    [RequiresTool("nats-server")]
    public async Task User_and_password_let_us_in()
    {
        NatsConnection nats = await ConnectAsync(
            Opts with { AuthOpts = new NatsAuthOpts { Username = "agent", Password = "p@ss" } });
        await nats.PingAsync(Ct);
        await ConnectAsync(Opts with { Url = $"nats://agent:p%40ss@127.0.0.1:{Server.Port}" });
        await Assert.ThrowsAsync<NatsServerException>(() => ConnectAsync(
            Opts with { AuthOpts = new NatsAuthOpts { Username = "agent", Password = "wrong" } }));
    }

    [RequiresTool("nats-server")]
    public async Task A_missing_permission_is_an_event_and_the_connection_stays()
    {
        NatsConnection nats = await ConnectAsync(
            Opts with { AuthOpts = new NatsAuthOpts { Username = "agent", Password = "p@ss" } });
        await nats.PublishAsync("forbidden", "x", Ct);
        NatsEvent.ServerError error = await EventAsync<NatsEvent.ServerError>(nats);
        await nats.PingAsync(Ct);

        Assert.Contains("Permissions Violation", error.Message, StringComparison.Ordinal);
        Assert.Equal(NatsConnectionState.Open, nats.ConnectionState);
    }
}

using Swarm.IntegrationTests.Support;
using Swarm.Nats;
using Xunit;

namespace Swarm.IntegrationTests.Nats;

public sealed class TokenTests : NatsServerTest
{
    protected override string ExtraConfig => "authorization { token: \"s3cret\" }";

    [RequiresTool("nats-server")]
    public async Task The_token_lets_us_in_and_nothing_else_does()
    {
        NatsConnection byOption = await ConnectAsync(Opts with { AuthOpts = new NatsAuthOpts { Token = "s3cret" } });
        await byOption.PingAsync(Ct);
        NatsConnection byAddress = await ConnectAsync(Opts with { Url = $"nats://s3cret@127.0.0.1:{Server.Port}" });
        await byAddress.PingAsync(Ct);

        NatsServerException none = await Assert.ThrowsAsync<NatsServerException>(() => ConnectAsync());
        NatsServerException wrong = await Assert.ThrowsAsync<NatsServerException>(
            () => ConnectAsync(Opts with { AuthOpts = new NatsAuthOpts { Token = "guess" } }));
        Assert.True(none.IsAuthError && wrong.IsAuthError);
    }
}

public sealed class UserTests : NatsServerTest
{
    protected override string ExtraConfig =>
        """
        authorization {
          users = [
            { user: "agent", password: "p@ss", permissions: { publish: ["swarm.>"], subscribe: ["swarm.>", "_INBOX.>"] } }
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

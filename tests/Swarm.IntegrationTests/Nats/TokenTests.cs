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

using Swarm.Nats;
using Swarm.Nats.Transport;
using Xunit;

namespace Swarm.UnitTests.Nats;

public sealed class NatsUriTests
{
    [Fact]
    public void Addresses_are_read_with_their_secrets_which_are_never_shown()
    {
        NatsUri[] uris = NatsUri.ParseList(
            "host, nats://127.0.0.1:1, tls://a%40b:c%3Ad@[::1]:7 ,nats://t0ken@x", NatsAuthOpts.None);
        Assert.Equal(["nats://host:4222", "nats://127.0.0.1:1", "tls://[::1]:7", "nats://x:4222"],
            uris.Select(uri => uri.ToString()));
        Assert.Equal(("a@b", "c:d"), (uris[2].Auth.Username, uris[2].Auth.Password));
        Assert.Equal("t0ken", uris[3].Auth.Token);
        Assert.True(uris[2].IsTls);
        Assert.DoesNotContain("c:d", $"{uris[2].Auth}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" , ")]
    [InlineData("http://a")]
    [InlineData("nats://")]
    [InlineData("nats://a:99999")]
    public void What_is_no_address_is_refused(string urls) =>
        Assert.Throws<NatsException>(() => NatsUri.ParseList(urls, NatsAuthOpts.None));
}

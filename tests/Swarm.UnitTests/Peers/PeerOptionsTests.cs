using Swarm.Agent.Peers;
using Swarm.Model;
using Xunit;

namespace Swarm.UnitTests.Peers;

/// <summary>Without a certificate an agent listens on loopback and nowhere else.</summary>
public sealed class PeerOptionsTests
{
    [Theory]
    [InlineData("127.0.0.1:7411", "127.0.0.1:7411")]
    [InlineData("127.0.0.1:0", "127.0.0.1:0")]
    [InlineData("localhost:7412", "127.0.0.1:7412")]
    [InlineData("[::1]:7411", "[::1]:7411")]
    public void Loopback_is_fine(string listen, string address) =>
        Assert.Equal(address, new PeerOptions { Listen = listen }.ListenAddress().ToString());

    [Theory]
    [InlineData("0.0.0.0:7411")]
    [InlineData("192.168.0.1:7411")]
    [InlineData("[::]:7411")]
    public void Anything_beyond_is_refused_with_the_remedy(string listen)
    {
        SwarmException refused =
            Assert.Throws<SwarmException>(() => new PeerOptions { Listen = listen }.ListenAddress());

        Assert.Contains("certificate", refused.Message, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:7411", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ssh", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("7411")]
    [InlineData("host:7411")]
    [InlineData("127.0.0.1:99999")]
    [InlineData("127.0.0.1:7411\n")]
    public void What_is_no_address_is_refused(string listen) =>
        Assert.Throws<SwarmException>(() => new PeerOptions { Listen = listen }.ListenAddress());

    [Fact]
    public void Versions_are_named_when_protocols_differ()
    {
        Assert.Null(PeerVersion.WhyNot("a", "0.0.1", PeerVersion.Protocol));
        Assert.EndsWith(
            "update that one", PeerVersion.WhyNot("a", "0", PeerVersion.Protocol - 1), StringComparison.Ordinal);
        Assert.EndsWith(
            "update this one", PeerVersion.WhyNot("a", "9", PeerVersion.Protocol + 1), StringComparison.Ordinal);
    }
}

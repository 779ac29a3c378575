using Swarm.Agent.Peers;
using Xunit;

namespace Swarm.UnitTests.Peers;

/// <summary>What agents of different versions say to each other.</summary>
public sealed class PeerVersionTests
{
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

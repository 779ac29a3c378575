using FsCheck;
using FsCheck.Fluent;
using Swarm.Agent.Peers;
using Xunit;

namespace Swarm.UnitTests.Peers;

/// <summary>How often a peer that is away is tried: often at first, once a minute in the end.</summary>
public sealed class PeerLinkTests
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);

    [Fact]
    public void Who_comes_back_is_met_soon_after_a_short_absence() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, 100_000_000).Select(seconds => TimeSpan.FromMilliseconds(seconds)).ToArbitrary(),
        away =>
        {
            TimeSpan pause = PeerLink.Pause(away, s_longest);
            Assert.InRange(pause, TimeSpan.FromMilliseconds(50), s_longest);
            Assert.True(pause <= away / 8 || pause == TimeSpan.FromMilliseconds(50), $"{pause} after {away}");
        }));

    [Fact]
    public void In_a_day_a_peer_that_is_away_is_tried_once_a_minute_and_not_much_more()
    {
        int attempts = 0;
        for (TimeSpan away = TimeSpan.Zero; away < TimeSpan.FromDays(1); away += PeerLink.Pause(away, s_longest))
        {
            attempts++;
        }

        Assert.InRange(attempts, 1440, 1440 + 100);
    }
}

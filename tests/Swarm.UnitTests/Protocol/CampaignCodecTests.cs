using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Swarm.Model;
using Swarm.Protocol;
using Swarm.UnitTests.Wire;
using Xunit;
using Raw = Swarm.Protocol.V1;

namespace Swarm.UnitTests.Protocol;

public sealed class CampaignCodecTests
{
    [Fact]
    public void Every_campaign_comes_back_as_it_was() => Check.QuickThrowOnFailure(Prop.ForAll(
        Campaigns.Graphs.ToArbitrary(),
        graph => Assert.Equal(Shape.Of(graph), Shape.Of(CampaignCodec.Decode(CampaignCodec.Encode(graph))))));

    [Fact]
    public void A_campaign_has_one_encoding_only() => Check.QuickThrowOnFailure(Prop.ForAll(
        Campaigns.Graphs.ToArbitrary(),
        graph =>
        {
            byte[] bytes = CampaignCodec.Encode(graph).ToArray();

            Assert.Equal(bytes, CampaignCodec.Encode(CampaignCodec.Decode(bytes)).ToArray());
            Assert.Equal(bytes, Raw.Campaign.Parser.ParseFrom(bytes).ToByteArray());
        }));

    [Fact]
    public void The_order_in_which_options_were_named_does_not_change_the_bytes()
    {
        byte[] one = CampaignCodec.Encode(WithOptions(("a", "1"), ("b", "2"), ("B", "3"))).ToArray();
        byte[] other = CampaignCodec.Encode(WithOptions(("B", "3"), ("b", "2"), ("a", "1"))).ToArray();

        Assert.Equal(one, other);
    }

    [Fact]
    public void The_bytes_of_a_known_campaign_are_those_of_every_version() => Assert.Equal(
        "0a02633112056b6e6f776e1a1d0a05666972737412046e6f6f7022060a016112013122060a0162120132",
        Convert.ToHexStringLower(CampaignCodec.Encode(WithOptions(("b", "2"), ("a", "1"))).Span));

    [Fact]
    public void Damaged_bytes_are_refused_in_the_documented_way_only() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll(
            Damage.To(Campaigns.Graphs.Select(graph => CampaignCodec.Encode(graph).ToArray())).ToArbitrary(),
            bytes =>
            {
                Exception? refusal = Record.Exception(() => CampaignCodec.Decode(bytes));

                Assert.True(refusal is null or SwarmException, refusal?.ToString());
            }));

    [Fact]
    public void Impossible_campaigns_are_refused_in_the_documented_way_only() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(5000),
        Prop.ForAll(
            Spoiled.From(Campaigns.Graphs.Select(AsMessage)).ToArbitrary(),
            campaign =>
            {
                Exception? refusal = Record.Exception(() => CampaignCodec.Decode(campaign.ToByteArray()));

                Assert.True(refusal is null or SwarmException, refusal?.ToString());
            }));

    [Fact]
    public void A_slice_of_a_larger_buffer_is_read_as_it_stands()
    {
        byte[] bytes = CampaignCodec.Encode(WithOptions()).ToArray();
        byte[] larger = [9, 9, .. bytes, 9];

        Assert.Equal(CampaignId.Parse("c1"), CampaignCodec.Decode(larger.AsMemory(2, bytes.Length)).Id);
    }

    [Fact]
    public void Too_many_bytes_are_refused_unread()
    {
        SwarmException refusal = Assert.Throws<SwarmException>(
            () => CampaignCodec.Decode(new byte[CampaignLimits.MaxEncodedBytes + 1]));

        Assert.Equal(ErrorCode.CampaignTooLarge, refusal.Code);
        Assert.Contains("268435457 bytes; 268435456 (256 MiB) are allowed", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Split", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_activities_are_refused_as_soon_as_they_are_counted()
    {
        byte[] empty = [0x1A, 0x00];
        byte[] bytes = [.. Enumerable.Repeat(empty, CampaignLimits.MaxActivities + 5).SelectMany(b => b)];

        SwarmException refusal = Assert.Throws<SwarmException>(() => CampaignCodec.Decode(bytes));

        Assert.Equal(ErrorCode.CampaignTooLarge, refusal.Code);
        Assert.Contains("1000001 activities or more; 1000000 are allowed", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0a7f")]
    [InlineData("1affffffff07")]
    [InlineData("1affffffff0708")]
    [InlineData("22ffffffff070affffffff07")]
    [InlineData("07")]
    public void Bytes_that_are_no_message_are_refused_with_a_remedy(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);

        SwarmException refusal = Assert.Throws<SwarmException>(() => CampaignCodec.Decode(bytes));

        Assert.Equal(ErrorCode.CampaignInvalid, refusal.Code);
        Assert.Contains("SDK", refusal.Message, StringComparison.Ordinal);
    }

    private static Raw.Campaign AsMessage(CampaignGraph graph) =>
        Raw.Campaign.Parser.ParseFrom(CampaignCodec.Encode(graph).Span);

    private static CampaignGraph WithOptions(params (string Key, string Value)[] options) => CampaignGraph.Create(
        CampaignId.Parse("c1"),
        "known",
        [
            new ActivitySpec
            {
                Name = "first",
                Plugin = "noop",
                Options = options.ToDictionary(option => option.Key, option => option.Value),
            },
        ],
        []);
}

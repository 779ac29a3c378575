using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Swarm.Agent.Wire;
using Swarm.Core;
using Swarm.Protocol;
using Swarm.Protocol.V1;
using Xunit;

namespace Swarm.UnitTests.Wire;

public sealed class PeerCodecTests
{
    [Fact]
    public void Every_message_comes_back_as_it_was() => Check.QuickThrowOnFailure(Prop.ForAll(
        Messages.All.ToArbitrary(),
        message =>
        {
            byte[] bytes = PeerCodec.Encode(message).ToByteArray();

            Assert.Equal(Shape.Of(message), Shape.Of(PeerCodec.Decode(WireParser.Parse(PeerEnvelope.Parser, bytes))));
        }));

    [Fact]
    public void The_generator_leaves_no_case_out()
    {
        HashSet<Type> made = [.. Messages.All.Sample(2000).Select(message => message.GetType())];

        Assert.Equal(typeof(PeerMessage).GetNestedTypes().ToHashSet(), made);
    }

    [Fact]
    public void Damaged_messages_are_refused_in_the_documented_way_only() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll(
            Damage.To(Messages.All.Select(message => PeerCodec.Encode(message).ToByteArray())).ToArbitrary(),
            bytes =>
            {
                if (TryParse(bytes) is { } envelope)
                {
                    Exception? refusal = Record.Exception(() => PeerCodec.Decode(envelope));

                    Assert.True(refusal is null or FormatException, refusal?.ToString());
                }
            }));

    [Fact]
    public void Impossible_messages_are_refused_in_the_documented_way_only() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(5000),
        Prop.ForAll(
            Spoiled.From(Messages.All.Select(PeerCodec.Encode)).ToArbitrary(),
            envelope =>
            {
                Exception? refusal = Record.Exception(() => PeerCodec.Decode(envelope));

                Assert.True(refusal is null or FormatException, refusal?.ToString());
            }));

    [Fact]
    public void A_message_of_an_unknown_kind_is_refused() =>
        Assert.Throws<FormatException>(() => PeerCodec.Decode(new PeerEnvelope()));

    [Fact]
    public void A_need_for_nothing_is_refused() =>
        Assert.Throws<FormatException>(() => PeerCodec.Decode(new PeerEnvelope { Needed = new() { Number = 1 } }));

    [Theory]
    [InlineData("@agentdir/x")]
    [InlineData("https://example.org/x")]
    [InlineData("b://../x")]
    [InlineData("relative")]
    public void A_need_for_what_is_no_path_at_an_agent_is_refused(string reference) =>
        Assert.Throws<FormatException>(() => PeerCodec.Decode(new PeerEnvelope { Needed = new() { At = reference } }));

    private static PeerEnvelope? TryParse(byte[] bytes)
    {
        try
        {
            return WireParser.Parse(PeerEnvelope.Parser, bytes);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}

using System.Globalization;
using Google.Protobuf;
using Swarm.Agent.Wire;
using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Model;
using Swarm.Protocol;
using Swarm.UnitTests.Wire;
using Xunit;
using PeerEnvelope = Swarm.Protocol.V1.PeerEnvelope;

namespace Swarm.UnitTests.Core.Signing;

/// <summary>
/// A member says whatever bytes can say, in the middle of honest work: broken, spoiled, old and misplaced messages. It
/// is dropped, counted and named; nobody falls over, nobody else is blamed, and the work is done.
/// <c>SWARM_FUZZ=SEEDS</c> goes on for longer.
/// </summary>
public sealed class FuzzTests
{
    private const int SpoiledPerLetter = 4;

    // Each answer to a spoiled letter is a letter too: without an end, the babble could feed on itself for ever.
    private const int MaxSpoiled = 10_000;
    private const int Activities = 40;

    private static int Seeds =>
        int.Parse(Environment.GetEnvironmentVariable("SWARM_FUZZ") ?? "2", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(AgreementMode.AllToAll)]
    [InlineData(AgreementMode.Collector)]
    [InlineData(AgreementMode.SingleVote)]
    public void Whatever_a_member_says_the_others_go_on(AgreementMode mode)
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            try
            {
                Babble(mode, new Random(seed));
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}: {e}");
            }
        }
    }

    private static void Babble(AgreementMode mode, Random random)
    {
        using Loopback swarm = new(4, new SwarmRules(mode, 4));
        swarm.Form();
        MemberKey liar = swarm.Agents[random.Next(4)].Core.Self;
        List<byte[]> heard = [];
        long unreadable = 0;
        int said = 0;
        swarm.Network = letter =>
        {
            heard.Add(PeerCodec.Encode(letter.Message).ToByteArray());
            for (int i = 0; i < SpoiledPerLetter && said < MaxSpoiled; i++, said++)
            {
                byte[] bytes = Spoil(heard[random.Next(heard.Count)], random);
                AgentId to = swarm.Agents[random.Next(4)].Id;
                unreadable += to == liar.Agent || Say(swarm, liar, to, bytes) ? 0 : 1;
            }

            return [letter];
        };
        swarm.RunCampaign("fuzz", Activities);

        Assert.True(unreadable > 0);
        Assert.True(swarm.Agents.Sum(agent => agent.Gate.Forged) > 0);
        Assert.All(swarm.Agents.SelectMany(agent => agent.Complaints), line => Assert.StartsWith($"{liar}:", line));
        Assert.All(
            swarm.Seen.OfType<AgentEvent.PeerMisbehaved>(), seen => Assert.Equal(liar, seen.Peer));
        Assert.Empty(swarm.Seen.OfType<AgentEvent.MemberBarred>());
        CampaignReading campaign = swarm.Agents[0].Core.Reading.Find(CampaignId.Parse("fuzz"))!;
        Assert.Equal(ActivityState.Completed, campaign.State);
    }

    // Bits turned over, ends cut off, or fields at the edges of their range.
    private static byte[] Spoil(byte[] good, Random random)
    {
        byte[] bytes = [.. good];
        switch (random.Next(3))
        {
            case 0:
                for (int flips = random.Next(1, 4); flips > 0; flips--)
                {
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                }

                return bytes;
            case 1:
                return bytes[..random.Next(bytes.Length)];
            default:
                return Spoiled.Spoil(
                    PeerEnvelope.Parser.ParseFrom(bytes),
                    (random.Next(), random.Next(), random.Next(), random.Next())).ToByteArray();
        }
    }

    private static bool Say(Loopback swarm, MemberKey liar, AgentId to, byte[] bytes)
    {
        try
        {
            PeerMessage message = PeerCodec.Decode(WireParser.Parse(PeerEnvelope.Parser, bytes));
            swarm.Of(to).Gate.Hear(new AgentInput.Peer(liar, message));
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}

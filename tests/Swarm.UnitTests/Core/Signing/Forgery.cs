using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Core.Signing;
using Swarm.Model;
using Swarm.Simulation;

namespace Swarm.UnitTests.Core.Signing;

/// <summary>The ways in which a commit vote in a certificate is not what it should be.</summary>
internal enum Forgery
{
    None,
    Unsigned,
    Truncated,
    FlippedBit,
    OfAnother,
    OfAnotherSwarm,
    OfAnotherEpoch,
    OfAnotherSlot,
    OfAnotherBallot,
    OfAnotherBatch,
    OfAPrepare,
    OfAnEarlierProcess,
    OfAStranger,
}

/// <summary>Makes votes that are wrong in one way.</summary>
internal static class Forgeries
{
    /// <summary>A vote that claims what the good one says, and is wrong in one way.</summary>
    internal static SignedVote Of(SignedSwarm swarm, SignedVote good, Forgery forgery)
    {
        MemberKey earlier = good.Voter with { Incarnation = new Incarnation(99) };
        MemberKey stranger = new(AgentId.Parse("stranger"), good.Voter.Incarnation);
        return forgery switch
        {
            Forgery.None => good,
            Forgery.Unsigned => good with { Signature = default },
            Forgery.Truncated => good with { Signature = good.Signature[1..] },
            Forgery.FlippedBit => good with { Signature = Flipped(good.Signature) },
            Forgery.OfAnother => good with { Signature = swarm.Sign(good with { Voter = stranger }).Signature },
            Forgery.OfAnotherSwarm => good with
            {
                Signature = StandInSignatures.Sign(good.Voter.Agent, Statement.Of(good, Digest.Of([66]))),
            },
            Forgery.OfAnotherEpoch => Signed(
                swarm, good, good with { Slot = good.Slot with { Epoch = good.Slot.Epoch - 1 } }),
            Forgery.OfAnotherSlot => Signed(swarm, good, good with { Slot = good.Slot.Next }),
            Forgery.OfAnotherBallot => Signed(swarm, good, good with { Ballot = good.Ballot + 1 }),
            Forgery.OfAnotherBatch => Signed(swarm, good, good with { Batch = Digest.Of([67]) }),
            Forgery.OfAPrepare => Signed(swarm, good, good with { Phase = VotePhase.Prepare }),
            Forgery.OfAnEarlierProcess => swarm.Sign(good with { Voter = earlier }),
            _ => swarm.Sign(good with { Voter = stranger }),
        };
    }

    // What was signed for something else, held out as if it were for this.
    private static SignedVote Signed(SignedSwarm swarm, SignedVote good, SignedVote other) =>
        good with { Signature = swarm.Sign(other).Signature };

    private static ReadOnlyMemory<byte> Flipped(ReadOnlyMemory<byte> signature)
    {
        byte[] bytes = signature.ToArray();
        bytes[^1] ^= 1;
        return bytes;
    }
}

using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Lies;

/// <summary>
/// An equivocator: in its turn it proposes one batch to some and another to the others, votes for both, and sees to it
/// that each side hears the votes that fit.
/// </summary>
/// <param name="faces">To how many of the faces it tells the other story.</param>
/// <param name="votesForAll">Whether everybody hears both votes, the false one first.</param>
/// <param name="pen">What it signs with.</param>
internal sealed class TwoFaced(int faces, bool votesForAll, Pen pen) : ILie
{
    private readonly Dictionary<(Slot Slot, int Ballot), Story> _stories = [];

    /// <inheritdoc/>
    public IEnumerable<Effect.Send> Tell(SimProcess liar, Effect.Send word)
    {
        bool isOtherSide = Faces.Of(word.To) < faces;
        return word.Message switch
        {
            PeerMessage.Proposal proposal => Propose(liar, word, proposal, isOtherSide),
            PeerMessage.VoteCast cast => Vote(liar, word, cast, isOtherSide),
            _ => [word],
        };
    }

    private IEnumerable<Effect.Send> Propose(
        SimProcess liar, Effect.Send word, PeerMessage.Proposal proposal, bool isOtherSide)
    {
        if (!_stories.TryGetValue((proposal.Slot, proposal.Ballot), out Story? story))
        {
            Batch other = Twist(liar, proposal.Batch);
            Digest digest = other.DigestIn(liar.Core.Reading.Swarm, proposal.Slot);
            _stories[(proposal.Slot, proposal.Ballot)] = story = new Story(proposal.Vote.Batch, other, digest);
        }

        SignedVote vote = pen.Sign(liar, proposal.Vote with { Batch = story.OtherDigest });
        yield return isOtherSide
            ? word with { Message = proposal with { Batch = story.Other, Vote = vote } }
            : word;
    }

    private IEnumerable<Effect.Send> Vote(
        SimProcess liar, Effect.Send word, PeerMessage.VoteCast cast, bool isOtherSide)
    {
        SignedVote vote = cast.Vote;
        if (!_stories.TryGetValue((vote.Slot, vote.Ballot), out Story? story) || vote.Batch != story.True)
        {
            yield return word;
            yield break;
        }

        SignedVote opposite = pen.Sign(liar, vote with { Batch = story.OtherDigest });
        Effect.Send other = word with { Message = cast with { Vote = opposite } };
        if (votesForAll || isOtherSide)
        {
            yield return other;
        }

        if (votesForAll || !isOtherSide)
        {
            yield return word;
        }
    }

    // Another batch: somebody else wins, one line less is given away, or the winner is a process that is no member.
    private static Batch Twist(SimProcess liar, Batch batch)
    {
        if (batch.Items.Count == 0)
        {
            return batch;
        }

        IReadOnlyList<Member> members = liar.Core.Reading.View.Members;
        BatchItem first = batch.Items[0];
        MemberKey winner = members[(int)((uint)first.Activity.Index % (uint)members.Count)].Key;
        if (first.Activity.Index % 7 == 3)
        {
            winner = winner with { Incarnation = new Incarnation(winner.Incarnation.Sequence + 1_000_000) };
        }

        return winner == first.Winner
            ? new Batch([.. batch.Items.Skip(1)])
            : new Batch([first with { Winner = winner }, .. batch.Items.Skip(1)]);
    }

    /// <summary>What is told to the one side and to the other.</summary>
    private sealed record Story(Digest True, Batch Other, Digest OtherDigest);
}

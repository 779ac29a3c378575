using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Model;
using Swarm.Simulation.Exploring;
using Xunit;

namespace Swarm.UnitTests.Core;

/// <summary>
/// A batch that a new ballot must take up was found sound by an honest member that had read more of the log. Small
/// seed 2976 of the simulator found members that blamed the proposer for it.
/// </summary>
public sealed class ForcedBatchTests
{
    private const int Voter = 2;

    private readonly Committees _committees = new();
    private readonly Outbox _outbox = new();

    [Fact]
    public void A_batch_of_work_that_was_not_read_of_is_prepared_when_it_is_forced()
    {
        Hear(Proposal(isLocked: true));

        Assert.Contains(_outbox.Effects, effect => effect is Effect.Send
        {
            Message: PeerMessage.VoteCast { Vote: { Phase: VotePhase.Prepare, Ballot: 1 } },
        });
        Assert.DoesNotContain(_outbox.Effects, effect => effect is Effect.Observe);
    }

    [Fact]
    public void It_is_refused_when_it_is_the_proposers_own()
    {
        Hear(Proposal(isLocked: false));

        Assert.Contains(
            _outbox.Effects, effect => effect is Effect.Observe { Event: AgentEvent.PeerMisbehaved });
        Assert.DoesNotContain(_outbox.Effects, effect => effect is Effect.Send);
    }

    private void Hear(PeerMessage.Proposal proposal)
    {
        CoreSettings settings = _committees.Settings;
        ConsensusReplica replica = new(
            _committees.Fold,
            new Patience(settings, new FailureDetector(settings)),
            new ProofBook(settings, _committees.Fold, new AppendTable(settings)));
        replica.Reset(_committees.At(Voter));
        replica.OnHeard(proposal.Vote.Voter, proposal, default, _outbox);
    }

    // What is to be run is ready at its first attempt here, not at its second.
    private PeerMessage.Proposal Proposal(bool isLocked)
    {
        Slot slot = _committees.Slot;
        ActivityId activity = _committees.Batches[0].Items[0].Activity;
        Batch batch = new([new BatchItem(activity, Attempt.First.Next, _committees.At(0))]);
        Digest digest = batch.DigestIn(_committees.Fold.Views.Swarm, slot);
        BallotMark mark = new(digest, 0);
        MemberKey proposer = _committees.Committee.Proposer(1);
        BallotChange[] changes =
        [
            .. Enumerable.Range(0, 3).Select(rank => new BallotChange(
                slot,
                1,
                isLocked ? mark : null,
                isLocked ? [mark] : [],
                _committees.At(rank),
                Vocabulary.Signature)),
        ];
        SignedVote vote = new(slot, 1, VotePhase.Prepare, digest, proposer, Vocabulary.Signature);
        return new PeerMessage.Proposal(slot, 1, 0, batch, vote, changes);
    }
}

using Swarm.Core.Consensus;
using Swarm.Core.Fabric;
using Swarm.Core.Membership;
using Swarm.Core.Scheduling;

namespace Swarm.Core;

/// <summary>What agents say to each other. It makes proposals; only entries of the log make facts.</summary>
public abstract record PeerMessage
{
    private PeerMessage()
    {
    }

    /// <summary>"I am here." Answered with its own numbers, it measures the round trip.</summary>
    /// <param name="Number">Counts the sender's heartbeats.</param>
    /// <param name="Folded">The sequence up to which the sender has folded the log.</param>
    /// <param name="Echo">The number of the receiver's heartbeat that this one answers, or 0.</param>
    public sealed record Heartbeat(long Number, ulong Folded, long Echo) : PeerMessage;

    /// <summary>What the sender would take, see <see cref="Scheduling.Bid"/>.</summary>
    /// <param name="Bid">The bid.</param>
    public sealed record BidMade(Bid Bid) : PeerMessage;

    /// <summary>The proposer's batch for a slot.</summary>
    /// <param name="Slot">Which decision.</param>
    /// <param name="Ballot">Whose turn.</param>
    /// <param name="Basis">The sequence up to which the proposer had folded the log.</param>
    /// <param name="Batch">What it proposes.</param>
    /// <param name="Vote">The proposer's own vote in the first show of hands, signed.</param>
    /// <param name="Justification">In ballots above 0, what a quorum told it; empty in ballot 0.</param>
    public sealed record Proposal(
        Slot Slot, int Ballot, ulong Basis, Batch Batch, SignedVote Vote, IReadOnlyList<BallotChange> Justification)
        : PeerMessage;

    /// <summary>A prepare or commit vote.</summary>
    /// <param name="Vote">The vote.</param>
    /// <param name="Proposed">
    /// The proposer's signature under what is voted for, so that a proposer that signs two things is found out; empty
    /// in a commit vote that follows a prepare.
    /// </param>
    public sealed record VoteCast(SignedVote Vote, ReadOnlyMemory<byte> Proposed) : PeerMessage
    {
        /// <summary>The proposer's vote that <see cref="Proposed"/> signs.</summary>
        internal SignedVote ProposalOf(Committee committee) =>
            Vote with { Voter = committee.Proposer(Vote.Ballot), Signature = Proposed };
    }

    /// <summary>The collector of a ballot shows that a quorum prepared a batch.</summary>
    /// <param name="Slot">Which decision.</param>
    /// <param name="Ballot">In whose turn.</param>
    /// <param name="Batch">The digest of the batch.</param>
    /// <param name="Prepares">A quorum of signed prepare votes.</param>
    public sealed record PreparesCollected(Slot Slot, int Ballot, Digest Batch, IReadOnlyList<SignedVote> Prepares)
        : PeerMessage
    {
        /// <summary>Whether a vote is one that belongs here.</summary>
        public bool Contains(SignedVote vote) => vote.Phase == VotePhase.Prepare
            && vote.Slot == Slot && vote.Ballot == Ballot && vote.Batch == Batch;
    }

    /// <summary>The sender gives up on a silent proposer.</summary>
    /// <param name="Change">What it tells the next proposer.</param>
    /// <param name="Locked">The batch it is locked on, so that the next proposer can propose it again; or null.</param>
    public sealed record BallotChanged(BallotChange Change, Batch? Locked) : PeerMessage;

    /// <summary>The sender's vote for a next view.</summary>
    /// <param name="View">The proposed view.</param>
    /// <param name="Vote">The vote.</param>
    public sealed record CutProposed(MemberView View, CutVote Vote) : PeerMessage;

    /// <summary>The sender needs content.</summary>
    /// <param name="Need">What it needs.</param>
    public sealed record Needed(DataNeed Need) : PeerMessage;

    /// <summary>The sender has the content, or says plainly that it has not.</summary>
    /// <param name="Number">The number of the need.</param>
    /// <param name="Offer">What it offers, or null when it has nothing to offer.</param>
    public sealed record Offered(long Number, DataOffer? Offer) : PeerMessage;
}

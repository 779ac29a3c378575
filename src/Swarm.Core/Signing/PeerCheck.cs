using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Core.Scheduling;

namespace Swarm.Core.Signing;

/// <summary>
/// Checks the signatures of what peers say, by the keys of the epoch it is about, before the core hears it. Only votes
/// carry signatures: bids, heartbeats and offers are vouched for by the link they come over.
/// </summary>
public sealed class PeerCheck(KeyTable keys, ISignatures signatures)
{
    /// <summary>Judges a word.</summary>
    public PeerVerdict Judge(AgentInput.Peer word) => word.Message switch
    {
        PeerMessage.Proposal proposal => Judge(
            proposal.Slot, committee => Holds(word.From, committee, proposal)),
        PeerMessage.VoteCast cast => Judge(
            cast.Vote.Slot, committee => Holds(word.From, committee, cast)),
        PeerMessage.PreparesCollected collected => Judge(
            collected.Slot, committee => Holds(word.From, committee, collected)),
        PeerMessage.BallotChanged changed => Judge(
            changed.Change.Slot, _ => changed.Change.Voter == word.From && Holds(changed.Change)),
        PeerMessage.CutProposed cut => Judge(word.From, cut),
        _ => PeerVerdict.Pass,
    };

    private PeerVerdict Judge(Slot slot, Func<Committee, bool> holds) =>
        slot.Epoch > keys.Epoch ? PeerVerdict.Early
            : keys.CommitteeOf(slot) is not { } committee ? PeerVerdict.Late
            : holds(committee) ? PeerVerdict.Pass : PeerVerdict.Forged;

    private PeerVerdict Judge(MemberKey from, PeerMessage.CutProposed cut)
    {
        CutVote vote = cut.Vote;
        if (vote.Epoch != keys.Epoch + 1)
        {
            return vote.Epoch > keys.Epoch ? PeerVerdict.Early : PeerVerdict.Late;
        }

        if (keys.NewestKeyOf(from) is not { } key)
        {
            return PeerVerdict.Late;
        }

        return vote.Voter == from && signatures.Holds(new Claim(key, Statement.Of(vote, keys.Swarm), vote.Signature))
            ? PeerVerdict.Pass : PeerVerdict.Forged;
    }

    private bool Holds(MemberKey from, Committee committee, PeerMessage.Proposal proposal) =>
        proposal.Vote.Voter == from
        && proposal.Vote.Slot == proposal.Slot
        && proposal.Justification.Count <= committee.Members.Count
        && Holds(proposal.Vote)
        && proposal.Justification.All(change => change.Slot == proposal.Slot && Holds(change));

    // Prepares ride on the link; what the proposer signed comes with them, to show when it signed two things.
    private bool Holds(MemberKey from, Committee committee, PeerMessage.VoteCast cast)
    {
        SignedVote vote = cast.Vote;
        bool own = vote.Voter == from
            && (vote.Signature.IsEmpty ? vote.Phase == VotePhase.Prepare : Holds(vote));
        return own && (cast.Proposed.IsEmpty || Holds(cast.ProposalOf(committee)));
    }

    private bool Holds(MemberKey from, Committee committee, PeerMessage.PreparesCollected collected) =>
        committee.Proposer(collected.Ballot) == from
        && collected.Prepares.Count <= committee.Quorum.Size
        && collected.Prepares.All(vote => collected.Contains(vote) && Holds(vote));

    private bool Holds(SignedVote vote) =>
        keys.KeyOf(vote.Voter, vote.Slot.Epoch) is { } key
            && signatures.Holds(new Claim(key, Statement.Of(vote, keys.Swarm), vote.Signature));

    private bool Holds(BallotChange change) =>
        keys.KeyOf(change.Voter, change.Slot.Epoch) is { } key
            && signatures.Holds(new Claim(key, Statement.Of(change, keys.Swarm), change.Signature));
}

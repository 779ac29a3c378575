using Swarm.Core.Membership;
using Swarm.Core.Scheduling;
using Swarm.Core.Signing;

namespace Swarm.Core.Consensus;

/// <summary>A member's place in one round: what is decided, with whom, and how it speaks to them.</summary>
/// <param name="Swarm">The swarm.</param>
/// <param name="Slot">What is being decided.</param>
/// <param name="Committee">Who decides.</param>
/// <param name="Self">The member.</param>
/// <param name="Mode">How they agree.</param>
internal sealed record RoundSeat(Digest Swarm, Slot Slot, Committee Committee, MemberKey Self, AgreementMode Mode)
{
    /// <summary>In which show of hands a proposal is its proposer's vote.</summary>
    internal VotePhase FirstPhase => Mode == AgreementMode.SingleVote ? VotePhase.Commit : VotePhase.Prepare;

    /// <summary>Whether this member proposes in a ballot.</summary>
    internal bool ProposesIn(int ballot) => Committee.Proposer(ballot) == Self;

    /// <summary>A vote of this member, not signed yet.</summary>
    internal SignedVote Draft(int ballot, VotePhase phase, Digest batch) =>
        new(Slot, ballot, phase, batch, Self, default);

    /// <summary>Has a message signed, which then comes back to be sent.</summary>
    internal void Sign(PeerMessage draft, SignedVote vote, Outbox outbox) =>
        outbox.Add(new Effect.Sign(draft, Statement.Of(vote, Swarm)));

    /// <summary>Has a change of ballot signed, which then comes back to be sent.</summary>
    internal void Sign(PeerMessage.BallotChanged draft, Outbox outbox) =>
        outbox.Add(new Effect.Sign(draft, Statement.Of(draft.Change, Swarm)));

    /// <summary>Tells whom it concerns: votes go to the collector where there is one, all else to everybody.</summary>
    internal void Tell(PeerMessage message, Outbox outbox)
    {
        if (Mode == AgreementMode.Collector && message is PeerMessage.VoteCast cast)
        {
            MemberKey collector = Committee.Proposer(cast.Vote.Ballot);
            if (collector != Self)
            {
                outbox.Send(collector.Agent, message);
            }

            return;
        }

        foreach (MemberKey member in Committee.Members)
        {
            if (member != Self)
            {
                outbox.Send(member.Agent, message);
            }
        }
    }
}

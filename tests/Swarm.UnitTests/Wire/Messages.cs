using FsCheck;
using FsCheck.Fluent;
using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Core.Fabric;
using Swarm.Core.Scheduling;
using Swarm.Model;

namespace Swarm.UnitTests.Wire;

/// <summary>Generators of every case of what agents say to each other.</summary>
internal static class Messages
{
    internal static Gen<PeerMessage> All { get; } =
        Gen.OneOf(
            Heartbeat, BidMade, Proposal, VoteCast, PreparesCollected, BallotChanged, CutProposed, Needed, Offered);

    /// <summary>Those that carry a signature of who says them.</summary>
    internal static Gen<PeerMessage> Signed => Gen.OneOf(Proposal, VoteCast, BallotChanged, CutProposed);

    private static Gen<PeerMessage> Heartbeat =>
        from number in Nouns.Longs
        from folded in Nouns.Sequences
        from echo in Nouns.Longs
        select (PeerMessage)new PeerMessage.Heartbeat(number, folded, echo);

    private static Gen<PeerMessage> BidMade =>
        from slot in Nouns.Slots
        from basis in Nouns.Sequences
        from numbers in Nouns.Ints.Three()
        from wait in Nouns.Longs
        from items in Items.ArrayOf()
        let bid = new Bid(
            slot.Epoch, slot.Bucket, slot.Number, basis, numbers.Item1, wait, numbers.Item2, items)
        select (PeerMessage)new PeerMessage.BidMade(bid);

    private static Gen<PeerMessage> Proposal =>
        from slot in Nouns.Slots
        from ballot in Nouns.Ints
        from basis in Nouns.Sequences
        from batch in Nouns.Batches
        from vote in Nouns.Votes
        from justification in Nouns.BallotChanges.ArrayOf()
        select (PeerMessage)new PeerMessage.Proposal(slot, ballot, basis, batch, vote, justification);

    private static Gen<PeerMessage> VoteCast =>
        from vote in Nouns.Votes
        from proposed in Nouns.Signatures
        select (PeerMessage)new PeerMessage.VoteCast(vote, proposed);

    private static Gen<PeerMessage> PreparesCollected =>
        from all in Nouns.Certificates
        let prepares = all.Commits.Select(vote => vote with { Phase = VotePhase.Prepare }).ToArray()
        select (PeerMessage)new PeerMessage.PreparesCollected(all.Slot, all.Ballot, all.Batch, prepares);

    private static Gen<PeerMessage> BallotChanged =>
        from change in Nouns.BallotChanges
        from locked in Gen.OneOf(Nouns.Batches.Select(batch => (Batch?)batch), Gen.Constant<Batch?>(null))
        select (PeerMessage)new PeerMessage.BallotChanged(change, locked);

    private static Gen<PeerMessage> CutProposed =>
        from view in Nouns.Views
        from vote in Nouns.Cuts
        select (PeerMessage)new PeerMessage.CutProposed(view, vote);

    private static Gen<PeerMessage> Needed =>
        from number in Nouns.Longs
        from digest in Nouns.Digests
        from at in Gen.Elements("b://x/y z", "tag:gpu:///abs/z", "Alias://ä/x:/y", "b://")
        from named in Gen.Choose(1, 3)
        from size in Nouns.Longs
        let need = new DataNeed(
            number, (named & 1) != 0 ? digest : null, (named & 2) != 0 ? (DataRef.At)DataRef.Parse(at) : null, size)
        select (PeerMessage)new PeerMessage.Needed(need);

    private static Gen<PeerMessage> Offered =>
        from number in Nouns.Longs
        from offer in Gen.OneOf(Offers.Select(offer => (DataOffer?)offer), Gen.Constant<DataOffer?>(null))
        select (PeerMessage)new PeerMessage.Offered(number, offer);

    internal static Gen<DataOffer> Offers =>
        from holder in Nouns.Agents
        from endpoint in Nouns.Texts
        from size in Nouns.Longs
        from digest in Nouns.Digests
        from active in Nouns.Ints
        select new DataOffer(holder, endpoint, size, digest, active);

    private static Gen<BidItem> Items =>
        from activity in Nouns.Activities
        from attempt in Nouns.Attempts
        from move in Nouns.Longs
        from run in Nouns.Longs
        select new BidItem(activity, attempt, move, run);
}

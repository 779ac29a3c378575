using Google.Protobuf;
using Swarm.Core;
using Swarm.Protocol;
using Swarm.Protocol.V1;
using Kind = Swarm.Protocol.V1.PeerEnvelope.KindOneofCase;
using Raw = Swarm.Protocol.V1.PeerEnvelope.Types;
using Says = Swarm.Core.PeerMessage;
using SignedVote = Swarm.Core.Consensus.SignedVote;
using VotePhase = Swarm.Core.Consensus.VotePhase;

namespace Swarm.Agent.Wire;

/// <summary>
/// Translates what agents say to each other (proto/swarm/v1/peer.proto). An envelope is not changed once it is made,
/// so one may be sent to many.
/// </summary>
internal static class PeerCodec
{
    /// <summary>Puts a message into an envelope.</summary>
    internal static PeerEnvelope Encode(PeerMessage message) => message switch
    {
        Says.Heartbeat beat => new PeerEnvelope
        {
            Heartbeat = new Raw.Heartbeat { Number = beat.Number, Folded = beat.Folded, Echo = beat.Echo },
        },
        Says.BidMade made => new PeerEnvelope { Bid = BidCodec.Write(made.Bid) },
        Says.Proposal proposal => new PeerEnvelope { Proposal = Write(proposal) },
        Says.VoteCast cast => new PeerEnvelope
        {
            Vote = new Raw.VoteCast
            {
                Vote = ConsensusCodec.Write(cast.Vote),
                Proposed = UnsafeByteOperations.UnsafeWrap(cast.Proposed),
            },
        },
        Says.PreparesCollected collected => new PeerEnvelope { PreparesCollected = Write(collected) },
        Says.BallotChanged changed => new PeerEnvelope { BallotChanged = Write(changed) },
        Says.CutProposed cut => new PeerEnvelope
        {
            CutProposed = new Raw.CutProposed
            {
                View = MembershipCodec.Write(cut.View),
                Vote = MembershipCodec.Write(cut.Vote),
            },
        },
        Says.Needed needed => new PeerEnvelope { Needed = DataCodec.Write(needed.Need) },
        Says.Offered offered => new PeerEnvelope
        {
            Offered = new Raw.Offered
            {
                Number = offered.Number,
                Offer = offered.Offer is null ? null : DataCodec.Write(offered.Offer),
            },
        },
        _ => throw Invariant.Unreachable(message),
    };

    /// <summary>Takes a message out of its envelope.</summary>
    /// <exception cref="FormatException">It holds none that this version knows, or breaks the contract.</exception>
    internal static PeerMessage Decode(PeerEnvelope envelope) => envelope.KindCase switch
    {
        Kind.Heartbeat => new Says.Heartbeat(
            Checked.Count(envelope.Heartbeat.Number, "a heartbeat's number"),
            envelope.Heartbeat.Folded,
            Checked.Count(envelope.Heartbeat.Echo, "a heartbeat's echo")),
        Kind.Bid => new Says.BidMade(BidCodec.Read(envelope.Bid)),
        Kind.Proposal => Read(envelope.Proposal),
        Kind.Vote => new Says.VoteCast(
            ConsensusCodec.Read(envelope.Vote.Vote), Checked.Signature(envelope.Vote.Proposed)),
        Kind.PreparesCollected => Read(envelope.PreparesCollected),
        Kind.BallotChanged => new Says.BallotChanged(
            ConsensusCodec.Read(envelope.BallotChanged.Change),
            envelope.BallotChanged.Locked is { } locked ? BatchCodec.Read(locked) : null),
        Kind.CutProposed => new Says.CutProposed(
            MembershipCodec.Read(envelope.CutProposed.View), MembershipCodec.Read(envelope.CutProposed.Vote)),
        Kind.Needed => new Says.Needed(DataCodec.Read(envelope.Needed)),
        Kind.Offered => new Says.Offered(
            Checked.Count(envelope.Offered.Number, "a need's number"),
            envelope.Offered.Offer is { } offer ? DataCodec.Read(offer) : null),
        _ => throw new FormatException("a peer's message is of a kind that this version does not know"),
    };

    private static Raw.Proposal Write(Says.Proposal proposal)
    {
        Raw.Proposal wire = new()
        {
            Slot = ConsensusCodec.Write(proposal.Slot),
            Ballot = proposal.Ballot,
            Basis = proposal.Basis,
            Batch = BatchCodec.Write(proposal.Batch),
            Vote = ConsensusCodec.Write(proposal.Vote),
        };
        wire.Justification.AddRange(proposal.Justification.Select(ConsensusCodec.Write));
        return wire;
    }

    private static Says.Proposal Read(Raw.Proposal wire) => new(
        ConsensusCodec.Read(wire.Slot),
        ConsensusCodec.ReadBallot(wire.Ballot),
        wire.Basis,
        BatchCodec.Read(wire.Batch),
        ConsensusCodec.Read(wire.Vote),
        [.. wire.Justification.Select(ConsensusCodec.Read)]);

    private static Raw.PreparesCollected Write(Says.PreparesCollected collected)
    {
        Raw.PreparesCollected wire = new()
        {
            Slot = ConsensusCodec.Write(collected.Slot),
            Ballot = collected.Ballot,
            Batch = ModelCodec.Encode(collected.Batch),
        };
        foreach (SignedVote vote in collected.Prepares)
        {
            Invariant.That(collected.Contains(vote), "the votes that were collected are for what they are shown for");
            wire.Prepares.Add(ConsensusCodec.WritePart(vote));
        }

        return wire;
    }

    private static Says.PreparesCollected Read(Raw.PreparesCollected wire)
    {
        SignedVote whole = new(
            ConsensusCodec.Read(wire.Slot),
            ConsensusCodec.ReadBallot(wire.Ballot),
            VotePhase.Prepare,
            ModelCodec.Decode(wire.Batch),
            default,
            default);
        return new Says.PreparesCollected(
            whole.Slot,
            whole.Ballot,
            whole.Batch,
            [.. wire.Prepares.Select(part => ConsensusCodec.ReadPart(part, whole))]);
    }

    private static Raw.BallotChanged Write(Says.BallotChanged changed) => new()
    {
        Change = ConsensusCodec.Write(changed.Change),
        Locked = changed.Locked is null ? null : BatchCodec.Write(changed.Locked),
    };
}

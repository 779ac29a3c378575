using Google.Protobuf;
using Swarm.Core.Consensus;
using Swarm.Protocol;
using V1 = Swarm.Protocol.V1;

namespace Swarm.Agent.Wire;

/// <summary>Translates slots, votes and certificates (proto/swarm/v1/agreement.proto).</summary>
internal static class ConsensusCodec
{
    internal static V1.Slot Write(Slot slot) =>
        new() { Epoch = slot.Epoch, Bucket = slot.Bucket, Number = slot.Number };

    internal static Slot Read(V1.Slot? wire)
    {
        V1.Slot slot = Checked.Present(wire, "a slot");
        return new Slot(
            Checked.Count(slot.Epoch, "an epoch"),
            Checked.Count(slot.Bucket, "a bucket"),
            Checked.Count(slot.Number, "a slot's number"));
    }

    internal static V1.SignedVote Write(SignedVote vote) => new()
    {
        Slot = Write(vote.Slot),
        Ballot = vote.Ballot,
        Phase = (V1.VotePhase)vote.Phase,
        Batch = ModelCodec.Encode(vote.Batch),
        Voter = MembershipCodec.Write(vote.Voter),
        Signature = UnsafeByteOperations.UnsafeWrap(vote.Signature),
    };

    internal static SignedVote Read(V1.SignedVote? wire)
    {
        V1.SignedVote vote = Checked.Present(wire, "a vote");
        VotePhase phase = (VotePhase)vote.Phase;
        return phase is VotePhase.Prepare or VotePhase.Commit
            ? new SignedVote(
                Read(vote.Slot),
                ReadBallot(vote.Ballot),
                phase,
                ModelCodec.Decode(vote.Batch),
                MembershipCodec.Read(vote.Voter),
                Checked.Signature(vote.Signature))
            : throw new FormatException($"{(int)phase} is no phase of a vote");
    }

    internal static V1.Certificate Write(Certificate certificate)
    {
        V1.Certificate wire = new()
        {
            Slot = Write(certificate.Slot),
            Ballot = certificate.Ballot,
            Batch = ModelCodec.Encode(certificate.Batch),
        };
        foreach (SignedVote vote in certificate.Commits)
        {
            Invariant.That(
                vote.Phase == VotePhase.Commit && vote.Slot == certificate.Slot
                && vote.Ballot == certificate.Ballot && vote.Batch == certificate.Batch,
                "the votes of a certificate are for what it certifies");
            wire.Commits.Add(WritePart(vote));
        }

        return wire;
    }

    internal static Certificate Read(V1.Certificate? wire)
    {
        V1.Certificate certificate = Checked.Present(wire, "a certificate");
        Slot slot = Read(certificate.Slot);
        int ballot = ReadBallot(certificate.Ballot);
        Digest batch = ModelCodec.Decode(certificate.Batch);
        SignedVote whole = new(slot, ballot, VotePhase.Commit, batch, default, default);
        return new Certificate(slot, ballot, batch, [.. certificate.Commits.Select(part => ReadPart(part, whole))]);
    }

    /// <summary>A vote that stands with others of the same slot, ballot, phase and batch.</summary>
    internal static V1.Certificate.Types.Commit WritePart(SignedVote vote) => new()
    {
        Voter = MembershipCodec.Write(vote.Voter),
        Signature = UnsafeByteOperations.UnsafeWrap(vote.Signature),
    };

    /// <summary>Completes a vote that stood with others by what they have in common.</summary>
    internal static SignedVote ReadPart(V1.Certificate.Types.Commit wire, SignedVote whole) => whole with
    {
        Voter = MembershipCodec.Read(wire.Voter),
        Signature = Checked.Signature(wire.Signature),
    };

    internal static V1.BallotChange Write(BallotChange change)
    {
        V1.BallotChange wire = new()
        {
            Slot = Write(change.Slot),
            Ballot = change.Ballot,
            Lock = change.Lock is { } mark ? Write(mark) : null,
            Voter = MembershipCodec.Write(change.Voter),
            Signature = UnsafeByteOperations.UnsafeWrap(change.Signature),
        };
        wire.Seen.AddRange(change.Seen.Select(Write));
        return wire;
    }

    internal static BallotChange Read(V1.BallotChange? wire)
    {
        V1.BallotChange change = Checked.Present(wire, "a change of ballot");
        return new BallotChange(
            Read(change.Slot),
            ReadBallot(change.Ballot),
            change.Lock is null ? null : Read(change.Lock),
            [.. change.Seen.Select(Read)],
            MembershipCodec.Read(change.Voter),
            Checked.Signature(change.Signature));
    }

    internal static int ReadBallot(int ballot) => Checked.Count(ballot, "a ballot");

    private static V1.BallotMark Write(BallotMark mark) =>
        new() { Batch = ModelCodec.Encode(mark.Batch), Ballot = mark.Ballot };

    private static BallotMark Read(V1.BallotMark wire) => new(ModelCodec.Decode(wire.Batch), ReadBallot(wire.Ballot));
}

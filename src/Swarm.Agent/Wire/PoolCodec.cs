using Google.Protobuf;
using Swarm.Core;
using Swarm.Core.Membership;
using Swarm.Protocol;
using Swarm.Protocol.V1;
using Body = Swarm.Protocol.V1.PoolEntry.Types.CampaignSubmitted.BodyOneofCase;
using CampaignOwner = Swarm.Core.Authorisation.CampaignOwner;
using Kind = Swarm.Protocol.V1.PoolEntry.KindOneofCase;
using Raw = Swarm.Protocol.V1.PoolEntry.Types;
using Says = Swarm.Core.PoolEvent;

namespace Swarm.Agent.Wire;

/// <summary>Translates entries of the log between what they say and their bytes (proto/swarm/v1/pool.proto).</summary>
internal static class PoolCodec
{
    /// <summary>Writes an entry; a submission has bytes of its own, see <see cref="EncodeSubmission"/>.</summary>
    internal static byte[] Encode(PoolEvent entry) => ToWire(entry).ToByteArray();

    /// <summary>Writes the entry of a submitted campaign with its bytes inside.</summary>
    internal static byte[] EncodeSubmission(ReadOnlyMemory<byte> campaign, CampaignOwner owner) => new PoolEntry
    {
        CampaignSubmitted = new Raw.CampaignSubmitted
        {
            Campaign = UnsafeByteOperations.UnsafeWrap(campaign),
            Owner = OwnerCodec.Write(owner),
        },
    }.ToByteArray();

    /// <summary>Writes the entry of a submitted campaign whose bytes were put into the object store.</summary>
    internal static byte[] EncodeSubmissionReference(
        Model.Digest digest, long sizeBytes, CampaignOwner owner) => new PoolEntry
        {
            CampaignSubmitted = new Raw.CampaignSubmitted
            {
                Stored = new Raw.StoredCampaign { Digest = ModelCodec.Encode(digest), SizeBytes = sizeBytes },
                Owner = OwnerCodec.Write(owner),
            },
        }.ToByteArray();

    /// <summary>Reads an entry.</summary>
    /// <exception cref="FormatException">The bytes are no entry, or break a limit of the contract.</exception>
    /// <exception cref="SwarmException">The campaign inside is wrong or too large.</exception>
    internal static PoolRead Decode(ReadOnlyMemory<byte> bytes)
    {
        PoolEntry entry = WireParser.Parse(PoolEntry.Parser, bytes.Span);
        return entry.KindCase == Kind.CampaignSubmitted
            ? ReadSubmission(entry.CampaignSubmitted)
            : new PoolRead.Complete(FromWire(entry));
    }

    /// <summary>Reads the bytes of a submitted campaign.</summary>
    /// <exception cref="SwarmException">The campaign is wrong or too large.</exception>
    internal static PoolEvent.CampaignSubmitted DecodeCampaign(ReadOnlyMemory<byte> bytes, CampaignOwner owner) =>
        new(CampaignCodec.Decode(bytes), Model.Digest.Of(bytes.Span)) { Owner = owner };

    /// <summary>Puts an entry of any kind into a message, a submission with its campaign written anew.</summary>
    internal static PoolEntry Wrap(PoolEvent entry) => entry is Says.CampaignSubmitted submitted
        ? new PoolEntry
        {
            CampaignSubmitted = new Raw.CampaignSubmitted
            {
                Campaign = UnsafeByteOperations.UnsafeWrap(CampaignCodec.Encode(submitted.Graph)),
                Owner = OwnerCodec.Write(submitted.Owner),
            },
        }
        : ToWire(entry);

    /// <summary>Takes an entry out of a message that says it all.</summary>
    /// <exception cref="FormatException">It breaks the contract, or its campaign lies elsewhere.</exception>
    internal static PoolEvent Unwrap(PoolEntry entry) =>
        entry.KindCase != Kind.CampaignSubmitted ? FromWire(entry)
        : ReadSubmission(entry.CampaignSubmitted) is PoolRead.Complete complete ? complete.Says
        : throw new FormatException("the campaign of a submission is not with it");

    private static PoolRead ReadSubmission(Raw.CampaignSubmitted wire) => wire.BodyCase switch
    {
        Body.Campaign => new PoolRead.Complete(DecodeCampaign(wire.Campaign.Memory, OwnerCodec.Read(wire.Owner))),
        Body.Stored => ReadStored(wire.Stored, OwnerCodec.Read(wire.Owner)),
        _ => throw new FormatException("a submission has no campaign"),
    };

    private static PoolRead.Stored ReadStored(Raw.StoredCampaign wire, CampaignOwner owner) =>
        wire.SizeBytes is > 0 and <= CampaignLimits.MaxEncodedBytes
            ? new PoolRead.Stored(ModelCodec.Decode(wire.Digest), wire.SizeBytes, owner)
            : throw new FormatException($"a stored campaign has {wire.SizeBytes} bytes");

    private static PoolEntry ToWire(PoolEvent entry) => entry switch
    {
        Says.Founded founded => new PoolEntry { Founded = MembershipEntries.Write(founded) },
        Says.Joining joining => new PoolEntry { Joining = MembershipEntries.Write(joining) },
        Says.Leaving leaving => new PoolEntry
        {
            Leaving = new Raw.Leaving { Incarnation = leaving.Incarnation.Sequence },
        },
        Says.ViewInstalled installed => new PoolEntry { ViewInstalled = MembershipEntries.Write(installed) },
        Says.LossClaimed claimed => new PoolEntry { LossClaimed = MembershipEntries.Write(claimed) },
        Says.Present present => new PoolEntry { Present = new Raw.Present { Claim = present.Claim } },
        Says.MemberBarred barred => new PoolEntry { MemberBarred = MembershipEntries.Write(barred) },
        Says.MemberEvicted evicted => new PoolEntry
        {
            MemberEvicted = new Raw.MemberEvicted { Agent = evicted.Agent.Text, Reason = evicted.Reason },
        },
        Says.MemberCleared cleared => new PoolEntry
        {
            MemberCleared = new Raw.MemberCleared { Agent = cleared.Agent.Text },
        },
        Says.CampaignCanceled canceled => new PoolEntry
        {
            CampaignCanceled = new Raw.CampaignCanceled
            {
                CampaignId = canceled.Campaign.Text,
                Reason = canceled.Reason,
            },
        },
        Says.CampaignRetried retried => new PoolEntry { CampaignRetried = RunEntries.Write(retried) },
        Says.Assigned assigned => new PoolEntry { Assigned = RunEntries.Write(assigned) },
        Says.Running running => new PoolEntry { Running = RunEntries.Write(running) },
        Says.Finished finished => new PoolEntry { Finished = RunEntries.Write(finished) },
        _ => throw Invariant.Unreachable(entry),
    };

    private static PoolEvent FromWire(PoolEntry entry) => entry.KindCase switch
    {
        Kind.Founded => MembershipEntries.Read(entry.Founded),
        Kind.Joining => MembershipEntries.Read(entry.Joining),
        Kind.Leaving => new Says.Leaving(new Incarnation(entry.Leaving.Incarnation)),
        Kind.ViewInstalled => MembershipEntries.Read(entry.ViewInstalled),
        Kind.LossClaimed => MembershipEntries.Read(entry.LossClaimed),
        Kind.Present => new Says.Present(entry.Present.Claim),
        Kind.MemberBarred => MembershipEntries.Read(entry.MemberBarred),
        Kind.MemberEvicted => new Says.MemberEvicted(
            AgentId.Parse(entry.MemberEvicted.Agent), entry.MemberEvicted.Reason),
        Kind.MemberCleared => new Says.MemberCleared(AgentId.Parse(entry.MemberCleared.Agent)),
        Kind.CampaignCanceled => new Says.CampaignCanceled(
            CampaignId.Parse(entry.CampaignCanceled.CampaignId), entry.CampaignCanceled.Reason),
        Kind.CampaignRetried => RunEntries.Read(entry.CampaignRetried),
        Kind.Assigned => RunEntries.Read(entry.Assigned),
        Kind.Running => RunEntries.Read(entry.Running),
        Kind.Finished => RunEntries.Read(entry.Finished),
        _ => throw new FormatException("an entry is of a kind that this version does not know"),
    };
}

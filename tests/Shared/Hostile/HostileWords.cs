using System.Security.Cryptography;
using Google.Protobuf;
using Swarm.Protocol.V1;

namespace Swarm.Tests;

/// <summary>
/// What a member that was taken over could say: words that can be read and are not true, drawn from a seed. It has its
/// own key, and signs with it what it must not.
/// </summary>
/// <param name="self">Who it is in the view.</param>
/// <param name="others">Whom it pretends to be.</param>
/// <param name="epoch">The number of the view.</param>
/// <param name="key">What it signs with.</param>
/// <param name="draw">Draws all that is said.</param>
internal sealed class HostileWords(
    MemberKey self, IReadOnlyList<string> others, long epoch, ECDsa key, Random draw)
{
    private const int DigestBytes = 32;
    private const int SignatureBytes = 64;

    private long _heartbeats;

    /// <summary>Words that were true once, such as votes out of the log; they are said again and again.</summary>
    internal List<PeerEnvelope> Recorded { get; } = [];

    /// <summary>Which process it pretends to be still.</summary>
    internal ulong Incarnation => self.Incarnation;

    /// <summary>How often each lie was told.</summary>
    internal SortedDictionary<string, long> Told { get; } = new(StringComparer.Ordinal);

    /// <summary>What keeps it a member: the one thing it says that is true.</summary>
    internal PeerEnvelope Heartbeat() =>
        new() { Heartbeat = new PeerEnvelope.Types.Heartbeat { Number = ++_heartbeats } };

    /// <summary>A frame of so many lies.</summary>
    internal PeerFrame Frame(int words)
    {
        PeerFrame frame = new() { Incarnation = self.Incarnation };
        frame.Messages.Add(Heartbeat());
        for (int i = 0; i < words; i++)
        {
            frame.Messages.Add(Lie());
        }

        if (draw.Next(8) == 0)
        {
            Tell("another incarnation");
            frame.Incarnation = (ulong)draw.NextInt64(1, long.MaxValue);
        }

        return frame;
    }

    /// <summary>Two votes in one place for two different batches, each with a signature that holds.</summary>
    internal IEnumerable<PeerEnvelope> Equivocate(byte[] swarm, long number)
    {
        Tell("two votes in one place");
        Tell("two votes in one place");
        VotePhase phase = (VotePhase)draw.Next(2);
        for (int i = 0; i < 2; i++)
        {
            SignedVote vote = Vote(epoch, self, []);
            vote.Slot = new Slot { Epoch = epoch, Bucket = 0, Number = number };
            vote.Ballot = 0;
            vote.Phase = phase;
            vote.Signature = ByteString.CopyFrom(key.SignHash(Statement(vote, swarm)));
            yield return Cast(vote);
        }
    }

    // As docs/protocol.md has it: whatever has a length is preceded by it, numbers are of eight bytes, highest first.
    private static byte[] Statement(SignedVote vote, byte[] swarm)
    {
        using MemoryStream bytes = new();
        Add(bytes, "swarm vote");
        bytes.Write(swarm);
        foreach (long number in (long[])
            [vote.Slot.Epoch, vote.Slot.Bucket, vote.Slot.Number, vote.Ballot, (long)vote.Phase])
        {
            Add(bytes, number);
        }

        bytes.Write(vote.Batch.Sha256.Span);
        Add(bytes, vote.Voter.Agent);
        Add(bytes, (long)vote.Voter.Incarnation);
        return SHA256.HashData(bytes.ToArray());
    }

    private static void Add(MemoryStream bytes, string text)
    {
        Add(bytes, text.Length);
        bytes.Write(System.Text.Encoding.ASCII.GetBytes(text));
    }

    private static void Add(MemoryStream bytes, long number)
    {
        Span<byte> eight = stackalloc byte[sizeof(long)];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(eight, number);
        bytes.Write(eight);
    }

    private PeerEnvelope Lie()
    {
        (string name, Func<PeerEnvelope> say)[] lies =
        [
            ("vote of another", () => Cast(Vote(epoch, Other(), Bytes(SignatureBytes)))),
            ("own vote, wrong signature", () => Cast(Vote(epoch, self, Bytes(SignatureBytes)))),
            ("own vote, signed for another swarm", () => Cast(Vote(epoch, self, Sign()))),
            ("vote of a later epoch", () => Cast(Vote(epoch + draw.Next(1, 1000), self, Sign()))),
            ("vote of a past epoch", () => Cast(Vote(Math.Max(0, epoch - draw.Next(1, 3)), self, Sign()))),
            ("vote without a signature", () => Cast(Vote(epoch, Other(), []))),
            ("proposal", Propose),
            ("ballot", ChangeBallot),
            ("prepares", Collect),
            ("view", Cut),
            ("bid that cannot be", Bid),
            ("replay", () => Recorded.Count > 0 ? Recorded[draw.Next(Recorded.Count)] : Cast(Vote(1, self, Sign()))),
            ("nothing", () => new PeerEnvelope()),
        ];
        (string name, Func<PeerEnvelope> say) lie = lies[draw.Next(lies.Length)];
        Tell(lie.name);
        return lie.say();
    }

    private void Tell(string lie) => Told[lie] = Told.GetValueOrDefault(lie) + 1;

    private static PeerEnvelope Cast(SignedVote vote) =>
        new() { Vote = new PeerEnvelope.Types.VoteCast { Vote = vote } };

    private SignedVote Vote(long of, MemberKey voter, byte[] signature) => new()
    {
        Slot = new Slot { Epoch = of, Bucket = draw.Next(2), Number = draw.Next(200) },
        Ballot = draw.Next(3),
        Phase = (VotePhase)draw.Next(2),
        Batch = RandomDigest(),
        Voter = voter,
        Signature = ByteString.CopyFrom(signature),
    };

    private PeerEnvelope Propose() => new()
    {
        Proposal = new PeerEnvelope.Types.Proposal
        {
            Slot = new Slot { Epoch = epoch, Bucket = 0, Number = draw.Next(200) },
            Ballot = draw.Next(5),
            Basis = (ulong)draw.NextInt64(long.MaxValue),
            Batch = new Batch
            {
                Campaigns = { "no-such-campaign" },
                Winners = { self },
                Index = { draw.Next() },
                Attempt = { 1 },
                Winner = { 1 },
            },
            Vote = Vote(epoch, self, Sign()),
        },
    };

    private PeerEnvelope ChangeBallot() => new()
    {
        BallotChanged = new PeerEnvelope.Types.BallotChanged
        {
            Change = new BallotChange
            {
                Slot = new Slot { Epoch = epoch, Bucket = 0, Number = draw.Next(200) },
                Ballot = draw.Next(1, 1_000_000),
                Lock = new BallotMark { Batch = RandomDigest(), Ballot = 1 },
                Voter = Other(),
                Signature = ByteString.CopyFrom(Sign()),
            },
        },
    };

    private PeerEnvelope Collect()
    {
        PeerEnvelope.Types.PreparesCollected collected = new()
        {
            Slot = new Slot { Epoch = epoch, Bucket = 0, Number = draw.Next(200) },
            Batch = RandomDigest(),
        };
        collected.Prepares.AddRange(others.Select(_ => new Certificate.Types.Commit
        {
            Voter = Other(),
            Signature = ByteString.CopyFrom(Bytes(SignatureBytes)),
        }));
        return new PeerEnvelope { PreparesCollected = collected };
    }

    // Only the liar is in it.
    private PeerEnvelope Cut() => new()
    {
        CutProposed = new PeerEnvelope.Types.CutProposed
        {
            View = new MemberView
            {
                Epoch = epoch + 1,
                Members = { new Member { Key = self, Endpoint = "127.0.0.1:1" } },
            },
            Vote = new CutVote
            {
                Epoch = epoch + 1,
                View = RandomDigest(),
                Voter = Other(),
                Signature = ByteString.CopyFrom(Sign()),
            },
        },
    };

    private PeerEnvelope Bid() => new()
    {
        Bid = new PeerEnvelope.Types.Bid
        {
            Epoch = epoch,
            Bucket = draw.Next(-5, 70),
            Number = long.MaxValue,
            BudgetMilliCores = int.MaxValue,
            WaitMicros = long.MinValue,
            Campaigns = { "no-such-campaign" },
            Index = { draw.Next(-3, 3), draw.Next() },
            Attempt = { 0 },
            RunMicros = { long.MinValue, long.MaxValue },
        },
    };

    private MemberKey Other() => new()
    {
        Agent = others[draw.Next(others.Count)],
        Incarnation = (ulong)draw.Next(1, 20),
    };

    private Digest RandomDigest() => new() { Sha256 = ByteString.CopyFrom(Bytes(DigestBytes)) };

    private byte[] Sign() => key.SignData(Bytes(DigestBytes), HashAlgorithmName.SHA256);

    private byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        draw.NextBytes(bytes);
        return bytes;
    }
}

using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Swarm.Agent.Wire;
using Swarm.Core;
using Swarm.Core.Authorisation;
using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Model;
using Swarm.Protocol;
using Swarm.UnitTests.Protocol;
using Xunit;
using Raw = Swarm.Protocol.V1;

namespace Swarm.UnitTests.Wire;

public sealed class PoolCodecTests
{
    private static CampaignOwner Ann { get; } = new("ann", ["lab", "operator"])
    {
        Proof = new OwnerProof([new byte[] { 1, 2 }, new byte[] { 3 }], new byte[64]),
    };

    private static Gen<byte[]> Bytes => Gen.OneOf(
        Entries.All.Select(PoolCodec.Encode),
        Campaigns.Graphs.Select(graph => PoolCodec.EncodeSubmission(CampaignCodec.Encode(graph), Ann)),
        Gen.Constant(PoolCodec.EncodeSubmissionReference(Digest.Of([1]), 1 << 20, Ann)));

    [Fact]
    public void Every_entry_comes_back_as_it_was() => Check.QuickThrowOnFailure(Prop.ForAll(
        Entries.All.ToArbitrary(),
        entry => Assert.Equal(Shape.Of(entry), Shape.Of(Complete(PoolCodec.Encode(entry))))));

    [Fact]
    public void The_generator_leaves_no_case_out()
    {
        IEnumerable<Type> cases = typeof(PoolEvent).GetNestedTypes()
            .Where(type => type != typeof(PoolEvent.CampaignSubmitted));
        HashSet<Type> made = [.. Entries.All.Sample(2000).Select(entry => entry.GetType())];

        Assert.Equal(cases.ToHashSet(), made);
    }

    [Fact]
    public void A_submission_comes_back_with_the_digest_of_its_very_bytes() => Check.QuickThrowOnFailure(Prop.ForAll(
        Campaigns.Graphs.ToArbitrary(),
        graph =>
        {
            ReadOnlyMemory<byte> body = CampaignCodec.Encode(graph);

            PoolEvent.CampaignSubmitted read =
                Assert.IsType<PoolEvent.CampaignSubmitted>(Complete(PoolCodec.EncodeSubmission(body, Ann)));

            Assert.Equal(Shape.Of(graph), Shape.Of(read.Graph));
            Assert.Equal(Digest.Of(body.Span), read.Body);
            Assert.Equal(Shape.Of(Ann), Shape.Of(read.Owner));
        }));

    [Fact]
    public void A_submission_that_nobody_signed_is_nobodys()
    {
        byte[] entry = PoolCodec.EncodeSubmission(
            CampaignCodec.Encode(Campaigns.Graphs.Sample(1).First()), CampaignOwner.Nobody);

        Assert.Equal(
            CampaignOwner.Nobody, Assert.IsType<PoolEvent.CampaignSubmitted>(Complete(entry)).Owner);
    }

    [Fact]
    public void A_stored_campaign_is_named_by_digest_and_length()
    {
        PoolRead read = PoolCodec.Decode(PoolCodec.EncodeSubmissionReference(Digest.Of([5]), 12_345, Ann));

        PoolRead.Stored stored = Assert.IsType<PoolRead.Stored>(read);
        Assert.Equal((Digest.Of([5]), 12_345), (stored.Digest, stored.SizeBytes));
        Assert.Equal(Shape.Of(Ann), Shape.Of(stored.Owner));
    }

    [Fact]
    public void Damaged_bytes_are_refused_in_the_documented_ways_only() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll(
            Damage.To(Bytes).ToArbitrary(),
            bytes =>
            {
                Exception? refusal = Record.Exception(() => PoolCodec.Decode(bytes));

                Assert.True(refusal is null or FormatException or SwarmException, refusal?.ToString());
            }));

    [Fact]
    public void Impossible_entries_are_refused_in_the_documented_ways_only() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(5000),
        Prop.ForAll(
            Spoiled.From(Bytes.Select(bytes => Raw.PoolEntry.Parser.ParseFrom(bytes))).ToArbitrary(),
            entry =>
            {
                Exception? refusal = Record.Exception(() => PoolCodec.Decode(entry.ToByteArray()));

                Assert.True(refusal is null or FormatException or SwarmException, refusal?.ToString());
            }));

    [Fact]
    public void A_line_of_a_decision_costs_a_few_bytes()
    {
        MemberKey[] winners = [KeyOf("instrument", 12), KeyOf("cluster", 13), KeyOf("archive", 14)];
        CampaignId campaign = CampaignId.New();
        BatchItem[] items =
        [
            .. Enumerable.Range(0, Batch.MaxItems)
                .Select(i => new BatchItem(new ActivityId(campaign, 10_000 + i), Attempt.First, winners[i % 3])),
        ];
        Slot slot = new(3, 0, 1000);
        Digest digest = Digest.Of([1]);
        Certificate certificate = new(slot, 0, digest, [.. winners.Select(
            winner => new SignedVote(slot, 0, VotePhase.Commit, digest, winner, default))]);

        int sizeBytes = PoolCodec.Encode(new PoolEvent.Assigned(slot, new Batch(items), certificate)).Length;

        Assert.InRange(sizeBytes, Batch.MaxItems, (Batch.MaxItems * 5) + 256);
    }

    [Fact]
    public void The_bytes_of_known_entries_are_those_of_every_version()
    {
        MemberKey author = KeyOf("a", 2);
        Slot slot = new(3, 1, 7);
        BatchItem[] items =
        [
            new(new ActivityId(CampaignId.Parse("c"), 5), Attempt.First, author),
            new(new ActivityId(CampaignId.Parse("d"), 6), Attempt.First.Next, default),
        ];
        SignedVote vote = new(slot, 1, VotePhase.Commit, default, author, Enumerable.Repeat((byte)0xEE, 64).ToArray());
        ActivityOutcome outcome = new ActivityOutcome.Released(ErrorCode.InputMissing, "m", 4);

        // Read by protoc --decode when they were written down; entries outlive the version that wrote them.
        Assert.Equal(
            "529a010a1d0a01630a016412050a016110021a020001220205062a0201023202010012790a060803100118071001"
            + "1a220a20000000000000000000000000000000000000000000000000000000000000000022490a050a016110021240"
            + new StringBuilder().Insert(0, "ee", 64),
            HexOf(new PoolEvent.Assigned(slot, new Batch(items), new Certificate(slot, 1, default, [vote]))));
        Assert.Equal(
            "621c0a050a016110021201641a1010061801220a1a0808ac0212016d1805",
            HexOf(new PoolEvent.Finished(author, [new RunResult(items[1].Activity, Attempt.First, outcome)])));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData((256L * 1024 * 1024) + 1)]
    public void A_stored_campaign_of_an_impossible_length_is_refused(long sizeBytes) =>
        Assert.Throws<FormatException>(
            () => PoolCodec.Decode(PoolCodec.EncodeSubmissionReference(default, sizeBytes, CampaignOwner.Nobody)));

    // Thirty bytes like these once cost two gigabytes, or an index beyond the end of an array.
    [Theory]
    [InlineData("5afeffffff07130a050a0110f6021201632201052a010132c0ffffff0704")]
    [InlineData("5affffffff07130affffff070a0161100201632201052a0101320104")]
    [InlineData("0affffffff070affffffff0708")]
    [InlineData("5a080afeffffff070801")]
    [InlineData("5a0a0a0812feffffff070801")]
    public void A_length_that_overflows_is_refused_and_costs_nothing(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        Assert.Throws<FormatException>(() => PoolCodec.Decode(bytes));
        long before = GC.GetAllocatedBytesForCurrentThread();

        FormatException refusal = Assert.Throws<FormatException>(() => PoolCodec.Decode(bytes));

        Assert.Contains("a length in them is wrong", refusal.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData("a00601", "a number")]
    [InlineData("a1060102030405060708", "eight bytes")]
    [InlineData("a206020102", "a text, bytes or a message")]
    [InlineData("a50601020304", "four bytes")]
    public void A_field_of_a_later_version_is_ignored(string hex, string kind)
    {
        PoolEvent entry = new PoolEvent.Present(7);
        byte[] bytes = [.. PoolCodec.Encode(entry), .. Convert.FromHexString(hex)];

        Assert.True(entry == Complete(bytes), kind);
    }

    [Fact]
    public void An_entry_of_an_unknown_kind_is_refused()
    {
        Assert.Throws<FormatException>(() => PoolCodec.Decode(ReadOnlyMemory<byte>.Empty));
        Assert.Throws<FormatException>(() => PoolCodec.Decode(new byte[] { 0xFA, 0x01, 0x00 }));
    }

    [Fact]
    public void A_decision_of_too_many_lines_is_refused() => RefusesBatch(
        batch =>
        {
            int[] many = [.. Enumerable.Repeat(1, Batch.MaxItems + 1)];
            batch.Index.AddRange(many);
            batch.Attempt.AddRange(many);
            batch.Winner.AddRange(many.Select(_ => 0));
        },
        "512 are allowed");

    [Fact]
    public void A_line_that_points_outside_its_table_is_refused() => RefusesBatch(
        batch =>
        {
            batch.Index.Add(1);
            batch.Attempt.Add(1);
            batch.Winner.Add(2);
        },
        "table of 0");

    [Theory]
    [InlineData(-1, 1, "index is -1")]
    [InlineData(1, 0, "attempt is 0")]
    [InlineData(1, int.MinValue, "attempt is -2147483648")]
    public void A_line_with_an_impossible_number_is_refused(int index, int attempt, string why) => RefusesBatch(
        batch =>
        {
            batch.Index.Add(index);
            batch.Attempt.Add(attempt);
            batch.Winner.Add(0);
        },
        why);

    [Fact]
    public void Columns_of_unequal_length_are_refused() => RefusesBatch(
        batch =>
        {
            batch.Index.Add(1);
            batch.Winner.Add(0);
        },
        "column");

    [Fact]
    public void A_report_of_a_state_that_no_run_has_is_refused()
    {
        Raw.PoolEntry entry = new()
        {
            Running = new() { Author = new() { Agent = "a", Incarnation = 1 } },
        };
        entry.Running.Campaigns.Add("c");
        entry.Running.Index.Add(0);
        entry.Running.Attempt.Add(1);
        entry.Running.State.Add(Raw.ActivityState.Completed);

        Assert.Contains("Completed", Refusal(entry), StringComparison.Ordinal);
    }

    private static string HexOf(PoolEvent entry) => Convert.ToHexStringLower(PoolCodec.Encode(entry));

    private static MemberKey KeyOf(string agent, ulong sequence) =>
        new(AgentId.Parse(agent), new Incarnation(sequence));

    private static PoolEvent Complete(byte[] bytes) => Assert.IsType<PoolRead.Complete>(PoolCodec.Decode(bytes)).Says;

    private static void RefusesBatch(Action<Raw.Batch> spoil, string why)
    {
        Raw.Batch batch = new() { Campaigns = { "c" } };
        spoil(batch);
        Raw.PoolEntry entry = new()
        {
            Assigned = new()
            {
                Batch = batch,
                Certificate = new() { Slot = new(), Batch = new() { Sha256 = ByteString.CopyFrom(new byte[32]) } },
            },
        };

        Assert.Contains(why, Refusal(entry), StringComparison.Ordinal);
    }

    private static string Refusal(Raw.PoolEntry entry) =>
        Assert.Throws<FormatException>(() => PoolCodec.Decode(entry.ToByteArray())).Message;
}

using FsCheck;
using FsCheck.Fluent;
using Swarm.Core.Authorisation;
using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Model;
using Swarm.Simulation;

namespace Swarm.UnitTests.Wire;

/// <summary>Generators of the nouns that entries and messages are made of, edges of their ranges included.</summary>
internal static class Nouns
{
    internal static Gen<int> Ints { get; } = Gen.OneOf(Gen.Choose(0, 300), Gen.Constant(int.MaxValue));

    internal static Gen<long> Longs { get; } =
        Gen.OneOf(Gen.Choose(0, 100_000).Select(n => (long)n), Gen.Elements(0L, 127, 128, 1L << 40, long.MaxValue));

    internal static Gen<ulong> Sequences { get; } =
        Gen.OneOf(Gen.Choose(0, 100_000).Select(n => (ulong)n), Gen.Constant(ulong.MaxValue));

    internal static Gen<string> Texts { get; } =
        Gen.Elements("", "plain", "two\nlines", "\0", "Größe 漢字 😀", new string('x', 3000), "127.0.0.1:4711");

    internal static Gen<ReadOnlyMemory<byte>> Signatures { get; } =
        from length in Gen.Elements(0, 64)
        from bytes in Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(length)
        select new ReadOnlyMemory<byte>(bytes);

    internal static Gen<Digest> Digests { get; } = Ints.Select(n => Digest.Of(BitConverter.GetBytes(n)));

    internal static Gen<AgentId> Agents { get; } = Gen.OneOf(
        Gen.Choose(0, 20).Select(n => AgentId.Parse($"agent-{n}")),
        Gen.Elements(AgentId.Parse("0"), AgentId.Parse(new string('z', AgentId.MaxLength))));

    internal static Gen<MemberKey> Keys { get; } =
        from agent in Agents
        from sequence in Sequences
        select new MemberKey(agent, new Incarnation(sequence));

    internal static Gen<CampaignId> Campaigns { get; } = Gen.Elements(
        CampaignId.Parse("one"), CampaignId.Parse("two"), CampaignId.Parse(new string('q', CampaignId.MaxLength)));

    internal static Gen<ActivityId> Activities { get; } =
        from campaign in Campaigns
        from index in Ints
        select new ActivityId(campaign, index);

    internal static Gen<Attempt> Attempts { get; } =
        Gen.OneOf(Gen.Choose(1, 5), Gen.Constant(int.MaxValue)).Select(number => new Attempt(number));

    internal static Gen<Slot> Slots { get; } =
        from epoch in Longs
        from bucket in Gen.Choose(0, 63)
        from number in Longs
        select new Slot(epoch, bucket, number);

    internal static Gen<AllowRule> AllowRules { get; } =
        from owners in Texts.ArrayOf()
        from plugins in Texts.ArrayOf()
        from executables in Texts.ArrayOf()
        from data in Texts.ArrayOf()
        from numbers in Longs.ArrayOf(4)
        select new AllowRule(owners)
        {
            Plugins = plugins,
            Executables = executables,
            Data = data,
            MilliCores = numbers[0],
            MemoryBytes = numbers[1],
            MaxMicros = numbers[2],
            KeptBytes = numbers[3],
        };

    internal static Gen<Capabilities> Offers { get; } =
        from plugins in Texts.ArrayOf()
        from tags in Texts.ArrayOf()
        from aliases in Texts.ArrayOf()
        from resources in Resources
        from speed in Ints
        from rules in AllowRules.ArrayOf()
        select new Capabilities(plugins, tags, aliases, resources, speed) { Allow = new Allowance(rules) };

    internal static Gen<MemberView> Views { get; } =
        from epoch in Longs
        from members in Members.ArrayOf()
        from bits in Gen.Choose(0, 6)
        let sorted = members.DistinctBy(m => m.Agent).OrderBy(m => m.Agent).ToArray()
        select new MemberView(epoch, sorted, [.. sorted.Select(m => m.Agent).Where((_, i) => i % 3 == 1)], bits);

    internal static Gen<CutVote> Cuts { get; } =
        from epoch in Longs
        from view in Digests
        from voter in Keys
        from signature in Signatures
        select new CutVote(epoch, view, voter, signature);

    internal static Gen<Batch> Batches { get; } = Items.ArrayOf().Select(items => new Batch(items));

    internal static Gen<SignedVote> Votes { get; } =
        from slot in Slots
        from ballot in Ints
        from phase in Gen.Elements(VotePhase.Prepare, VotePhase.Commit)
        from voter in Keys
        from signature in Signatures
        select new SignedVote(slot, ballot, phase, Digest.Of([7]), voter, signature);

    internal static Gen<Certificate> Certificates { get; } =
        from slot in Slots
        from ballot in Ints
        from batch in Digests
        from votes in Votes.ArrayOf()
        select new Certificate(slot, ballot, batch, [.. votes.Select(vote => vote with
        {
            Slot = slot, Ballot = ballot, Batch = batch, Phase = VotePhase.Commit,
        })]);

    internal static Gen<BallotChange> BallotChanges { get; } =
        from slot in Slots
        from ballot in Ints
        from locked in Gen.OneOf(Marks.Select(mark => (BallotMark?)mark), Gen.Constant<BallotMark?>(null))
        from seen in Marks.ArrayOf()
        from voter in Keys
        from signature in Signatures
        select new BallotChange(slot, ballot, locked, seen, voter, signature);

    internal static Gen<SwarmRules> Rules { get; } =
        from mode in Gen.Elements(AgreementMode.AllToAll, AgreementMode.Collector, AgreementMode.SingleVote)
        from seats in Gen.Elements(1, 7, SwarmRules.MaxSeats)
        select new SwarmRules(mode, seats);

    internal static Gen<PublicKey> PublicKeys { get; } = Agents.Select(StandInSignatures.KeyOf);

    private static Gen<Resources> Resources =>
        from cores in Ints
        from memory in Longs
        from gpus in Ints
        select new Resources(cores, memory, gpus);

    private static Gen<Member> Members =>
        from key in Keys
        from endpoint in Texts
        from offered in Offers
        from publicKey in PublicKeys
        select new Member(key, publicKey, endpoint, offered);

    private static Gen<BatchItem> Items =>
        from activity in Activities
        from attempt in Attempts
        from winner in Gen.OneOf(Keys, Gen.Constant(default(MemberKey)))
        select new BatchItem(activity, attempt, winner);

    private static Gen<BallotMark> Marks =>
        from batch in Digests
        from ballot in Ints
        select new BallotMark(batch, ballot);
}

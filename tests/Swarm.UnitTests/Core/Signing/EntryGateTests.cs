using FsCheck;
using FsCheck.Fluent;
using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Core.Ledger;
using Swarm.Core.Membership;
using Swarm.Core.Signing;
using Swarm.Model;
using Swarm.Simulation;
using Xunit;

namespace Swarm.UnitTests.Core.Signing;

/// <summary>What stands in the log, given who signed what: the gate takes out what does not hold, the fold counts.
/// </summary>
public sealed class EntryGateTests
{
    private static readonly Batch s_batch = new([]);

    [Fact]
    public void A_decision_stands_with_a_quorum_of_signatures_that_hold_and_not_without() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Certificates.ToArbitrary(), one =>
        {
            (int members, int ballot, (int Member, Forgery Forgery)[] votes) = one;
            SignedSwarm swarm = new(members);
            Slot slot = new(swarm.Epoch, 0, 0);
            Digest digest = s_batch.DigestIn(swarm.Swarm, slot);
            SignedVote[] commits =
            [
                .. votes.Select(vote => Forgeries.Of(
                    swarm, swarm.Vote(vote.Member % members, slot, ballot, VotePhase.Commit, digest), vote.Forgery)),
            ];
            Quorum quorum = new(members);
            int good = votes.Take(quorum.Size).Where(vote => vote.Forgery == Forgery.None)
                .Select(vote => vote.Member % members).Distinct().Count();
            swarm.Append(swarm.Names[0], new PoolEvent.Assigned(
                slot, s_batch, new Certificate(slot, ballot, digest, commits)));

            (LogFold fold, FoldNews news) = Read(swarm);

            Assert.Equal(good >= quorum.Size, news.Ignored is null);
            Assert.Equal(good >= quorum.Size ? 1 : 0, fold.NextSlot(0).Number);
        }));

    [Fact]
    public void A_decision_that_stood_does_not_stand_again()
    {
        SignedSwarm swarm = new(4);
        PoolEvent.Assigned decided = Decide(swarm, new Slot(swarm.Epoch, 0, 0));
        swarm.Append(swarm.Names[0], decided);
        swarm.Append(swarm.Names[1], decided);

        (LogFold fold, FoldNews news) = Read(swarm);

        Assert.Equal(1, fold.NextSlot(0).Number);
        Assert.NotNull(news.Ignored);
    }

    [Fact]
    public void A_decision_of_an_epoch_that_is_past_does_not_stand()
    {
        SignedSwarm swarm = new(4);
        PoolEvent.Assigned decided = Decide(swarm, new Slot(swarm.Epoch, 0, 0));
        swarm.Install(AgentId.Parse("m1"));
        Assert.Equal(2, swarm.Epoch);
        swarm.Append(swarm.Names[0], new PoolEvent.MemberBarred(Lie(swarm, 1)));
        swarm.Install(AgentId.Parse("m1"));
        Assert.Equal(3, swarm.Epoch);
        swarm.Append(swarm.Names[0], decided);

        (LogFold fold, FoldNews news) = Read(swarm);

        Assert.Equal(0, fold.NextSlot(0).Number);
        Assert.NotNull(news.Ignored);
    }

    [Fact]
    public void Votes_beyond_a_quorum_are_not_checked()
    {
        SignedSwarm swarm = new(7);
        Slot slot = new(swarm.Epoch, 0, 0);
        PoolEvent.Assigned decided = Decide(swarm, slot);
        CountingSignatures counting = new();
        EntryGate gate = new(SignedSwarm.Settings, counting);
        foreach (AgentInput.PoolEntry entry in swarm.Log)
        {
            gate.Check(entry);
        }

        counting.Count = 0;
        gate.Check(swarm.Append(swarm.Names[0], decided));
        int first = counting.Count;
        gate.Check(swarm.Append(swarm.Names[1], decided));

        Assert.Equal(new Quorum(7).Size, first);
        Assert.Equal(first, counting.Count);
        Assert.Equal(0, gate.Forged);
    }

    [Fact]
    public void A_view_stands_only_with_votes_that_hold()
    {
        foreach (int forged in Enumerable.Range(0, 3))
        {
            SignedSwarm swarm = new(4);
            MemberView view = MemberView.Of(
                swarm.Epoch + 1,
                swarm.Members.Take(3).Select((key, i) => new Member(
                    key, SignedSwarm.KeyOf(i), $"{key.Agent}:1", SignedSwarm.Settings.Capabilities)),
                []);
            CutVote[] votes =
            [
                .. Enumerable.Range(0, 3).Select(i => swarm.Cut(i, view.Epoch, view.DigestIn(swarm.Swarm))),
            ];
            votes[forged] = votes[forged] with { Signature = votes[(forged + 1) % 3].Signature };
            swarm.Append(swarm.Names[0], new PoolEvent.ViewInstalled(view, votes, 0));
            Assert.Equal(2, swarm.Epoch);

            votes[forged] = swarm.Cut(forged, view.Epoch, view.DigestIn(swarm.Swarm));
            swarm.Append(swarm.Names[0], new PoolEvent.ViewInstalled(view, votes, 0));
            Assert.Equal(3, swarm.Epoch);
        }
    }

    [Fact]
    public void A_liar_is_barred_by_what_it_signed_and_loses_its_seat_in_the_next_view()
    {
        SignedSwarm swarm = new(5);
        AgentId liar = swarm.Names[2];
        swarm.Append(swarm.Names[0], new PoolEvent.MemberBarred(Lie(swarm, 2)));
        (LogFold before, FoldNews news) = Read(swarm);
        Assert.Null(news.Ignored);
        Assert.Equal(5, before.CommitteeOf(0).Members.Count);

        swarm.Install(liar);
        (LogFold after, _) = Read(swarm);
        Assert.Equal(5, after.View.Members.Count);
        Assert.DoesNotContain(after.CommitteeOf(0).Members, member => member.Agent == liar);
        Assert.Equal(4, after.CommitteeOf(0).Members.Count);
    }

    [Fact]
    public void Nobody_is_barred_by_what_it_did_not_sign()
    {
        SignedSwarm swarm = new(4);
        Contradiction good = Lie(swarm, 2);
        Contradiction[] wrong =
        [
            good with { Second = good.First },
            good with { Second = good.Second with { Signature = default } },
            good with { Second = Forgeries.Of(swarm, good.Second, Forgery.FlippedBit) },
            good with { First = Forgeries.Of(swarm, good.First, Forgery.OfAnotherSwarm) },
            good with { First = swarm.Sign(good.First with { Ballot = 3 }) },
            good with { First = swarm.Sign(good.First with { Phase = VotePhase.Prepare }) },
            good with { First = swarm.Sign(good.First with { Slot = good.First.Slot.Next }) },
            good with { First = swarm.Sign(good.First with { Voter = swarm.Members[1] }) },
        ];
        foreach (Contradiction proof in wrong)
        {
            swarm.Append(swarm.Names[0], new PoolEvent.MemberBarred(proof));

            (LogFold fold, FoldNews news) = Read(swarm);

            Assert.NotNull(news.Ignored);
            Assert.Empty(fold.Views.Bars.Agents);
        }
    }

    [Fact]
    public void What_was_forgiven_bars_nobody_again()
    {
        SignedSwarm swarm = new(4);
        AgentId liar = swarm.Names[2];
        PoolEvent.MemberBarred proof = new(Lie(swarm, 2));
        swarm.Append(swarm.Names[0], proof);
        swarm.Append(liar, new PoolEvent.MemberCleared(liar));
        Assert.True(Read(swarm).Fold.Views.Bars.Has(liar));

        swarm.Append(swarm.Names[1], new PoolEvent.MemberCleared(liar));
        swarm.Append(swarm.Names[0], proof);

        (LogFold fold, FoldNews news) = Read(swarm);
        Assert.NotNull(news.Ignored);
        Assert.Empty(fold.Views.Bars.Agents);
    }

    [Fact]
    public void Whom_an_operator_puts_out_is_no_member_until_cleared()
    {
        SignedSwarm swarm = new(4);
        AgentId out1 = swarm.Names[3];
        swarm.Append(out1, new PoolEvent.MemberEvicted(out1, "by itself"));
        Assert.NotNull(Read(swarm).News.Ignored);
        swarm.Append(AgentId.Parse("stranger"), new PoolEvent.MemberEvicted(out1, "by a stranger"));
        Assert.NotNull(Read(swarm).News.Ignored);

        swarm.Append(swarm.Names[0], new PoolEvent.MemberEvicted(out1, "by an operator"));
        Assert.Null(Read(swarm).News.Ignored);
        swarm.Install();
        Assert.Equal(2, swarm.Epoch);
        swarm.Append(out1, new PoolEvent.MemberCleared(out1));
        swarm.Install();
        Assert.Equal(2, swarm.Epoch);

        swarm.Append(swarm.Names[1], new PoolEvent.MemberCleared(out1));
        swarm.Install();
        Assert.Equal(3, swarm.Epoch);
    }

    private static Gen<(int Members, int Ballot, (int Member, Forgery Forgery)[] Votes)> Certificates =>
        from members in Gen.Choose(1, 10)
        from ballot in Gen.Choose(0, 2)
        from votes in Votes.ListOf(members + 2)
        from order in Gen.Shuffle(Enumerable.Range(0, members).ToArray())
        select (members, ballot, votes.Select((vote, i) => i < members ? (order[i], vote) : (i, vote)).ToArray());

    // Most votes are good, so that about half of the certificates are.
    private static Gen<Forgery> Votes => Gen.Frequency(
        (12, Gen.Constant(Forgery.None)), (1, Gen.Elements(Enum.GetValues<Forgery>())));

    private static PoolEvent.Assigned Decide(SignedSwarm swarm, Slot slot)
    {
        Digest digest = s_batch.DigestIn(swarm.Swarm, slot);
        return new PoolEvent.Assigned(slot, s_batch, new Certificate(
            slot, 0, digest, [.. swarm.Members.Select((_, i) => swarm.Vote(i, slot, 0, VotePhase.Commit, digest))]));
    }

    private static Contradiction Lie(SignedSwarm swarm, int member)
    {
        Slot slot = new(swarm.Epoch, 0, 4);
        return new Contradiction(
            swarm.Vote(member, slot, 1, VotePhase.Commit, Digest.Of([1])),
            swarm.Vote(member, slot, 1, VotePhase.Commit, Digest.Of([2])));
    }

    private static (LogFold Fold, FoldNews News) Read(SignedSwarm swarm)
    {
        LogFold fold = new(SignedSwarm.Settings);
        FoldNews news = new();
        EntryGate gate = SignedSwarm.NewGate();
        foreach (AgentInput.PoolEntry entry in swarm.Log)
        {
            fold.Apply(gate.Check(entry), news);
        }

        return (fold, news);
    }

    /// <summary>Counts what it is asked.</summary>
    private sealed class CountingSignatures : ISignatures
    {
        private readonly StandInSignatures _inner = new();

        internal int Count { get; set; }

        public bool Holds(in Claim claim)
        {
            Count++;
            return _inner.Holds(claim);
        }
    }
}

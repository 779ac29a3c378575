using FsCheck;
using FsCheck.Fluent;
using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Core.Signing;
using Swarm.Model;
using Swarm.UnitTests.Wire;
using Xunit;

namespace Swarm.UnitTests.Core.Signing;

/// <summary>What is signed: two things that differ in anything have different statements.</summary>
public sealed class StatementTests
{
    [Fact]
    public void Two_votes_are_one_statement_only_if_they_say_the_same() => Check.QuickThrowOnFailure(Prop.ForAll(
        Pairs(SmallVotes).ToArbitrary(),
        pair => Assert.Equal(
            pair.One with { Signature = default } == pair.Other with { Signature = default },
            Statement.Of(pair.One, default) == Statement.Of(pair.Other, default))));

    [Fact]
    public void Two_changes_are_one_statement_only_if_they_say_the_same() => Check.QuickThrowOnFailure(Prop.ForAll(
        Pairs(SmallChanges).ToArbitrary(),
        pair => Assert.Equal(
            Shape.Of(pair.One) == Shape.Of(pair.Other),
            Statement.Of(pair.One, default) == Statement.Of(pair.Other, default))));

    [Fact]
    public void Two_cuts_are_one_statement_only_if_they_say_the_same() => Check.QuickThrowOnFailure(Prop.ForAll(
        Pairs(Nouns.Cuts.Select(cut => cut with { Signature = default })).ToArbitrary(),
        pair => Assert.Equal(
            pair.One == pair.Other, Statement.Of(pair.One, default) == Statement.Of(pair.Other, default))));

    [Fact]
    public void A_statement_is_of_one_swarm_and_one_purpose()
    {
        SignedVote vote = new(default, 1, VotePhase.Commit, Digest.Of([1]), default, default);
        CutVote cut = new(0, Digest.Of([1]), default, default);
        BallotChange change = new(default, 1, null, [], default, default);
        Digest[] statements =
        [
            .. new[] { default, Digest.Of([7]) }.SelectMany(swarm => new[]
            {
                Statement.Of(vote, swarm), Statement.Of(cut, swarm), Statement.Of(change, swarm),
            }),
        ];

        Assert.Equal(statements.Length, statements.Distinct().Count());
    }

    // Few values of each, so that equal ones and those that differ in one thing come often.
    private static Gen<SignedVote> SmallVotes =>
        from numbers in Gen.Choose(0, 1).ArrayOf(7)
        select new SignedVote(
            new Slot(numbers[0], numbers[1], numbers[2]),
            numbers[3],
            (VotePhase)numbers[4],
            Digest.Of([(byte)numbers[5]]),
            new MemberKey(AgentId.Parse($"m{numbers[6]}"), new Incarnation((ulong)numbers[0] + 1)),
            default);

    private static Gen<BallotChange> SmallChanges =>
        from numbers in Gen.Choose(0, 1).ArrayOf(4)
        from seen in Marks.ArrayOf(numbers[3])
        from locked in Marks
        select new BallotChange(
            new Slot(1, 0, numbers[0]), numbers[1], numbers[2] == 0 ? null : locked, seen, default, default);

    private static Gen<BallotMark> Marks =>
        from batch in Gen.Choose(0, 1)
        from ballot in Gen.Choose(0, 1)
        select new BallotMark(Digest.Of([(byte)batch]), ballot);

    private static Gen<(T One, T Other)> Pairs<T>(Gen<T> one) =>
        from first in one
        from second in one
        from same in Gen.Choose(0, 2)
        select (first, same == 0 ? first : second);
}

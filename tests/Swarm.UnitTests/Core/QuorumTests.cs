using FsCheck;
using FsCheck.Fluent;
using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Model;
using Xunit;

namespace Swarm.UnitTests.Core;

/// <summary>
/// What makes agreement safe: quorums overlap in an honest member, and a new ballot keeps a decision.
/// </summary>
public sealed class QuorumTests
{
    private static readonly Slot s_slot = new(1, 0, 0);

    [Fact]
    public void Two_quorums_share_an_honest_member_and_the_faulty_cannot_block()
    {
        for (int n = 1; n <= 200; n++)
        {
            Quorum quorum = new(n);
            Assert.True(2 * quorum.Size - n >= quorum.Faults + 1, $"n = {n}: two quorums may share only liars");
            Assert.True(n - quorum.Size >= quorum.Faults || n <= 3, $"n = {n}: {quorum.Faults} silent members block");
            Assert.True(3 * quorum.Faults < n);
        }
    }

    /// <summary>
    /// If q members committed a batch in a ballot, whatever q members speak in a later one, the choice is that batch or
    /// not settled yet, never another and never free. Up to f of those who speak lie.
    /// </summary>
    [Fact]
    public void A_decided_batch_is_never_chosen_against()
    {
        Prop.ForAll(
            Gen.Choose(4, 10).SelectMany(n => Gen.Choose(0, int.MaxValue - 1).Select(seed => (n, seed))).ToArbitrary(),
            scenario => Assert.True(IsKept(scenario.n, new Random(scenario.seed))))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_lock_that_nobody_else_saw_is_not_forced()
    {
        BallotChange liar = Change(0, new BallotMark(Batch(9), 3), [new BallotMark(Batch(9), 3)]);
        BallotChange[] changes = [liar, Change(1, null, []), Change(2, null, []), Change(3, null, [])];
        BallotChoice choice = BallotChoice.Of(changes, new Quorum(4), AgreementMode.AllToAll);
        Assert.Equal(BallotChoiceKind.Free, choice.Kind);
    }

    private static bool IsKept(int n, Random random)
    {
        Quorum quorum = new(n);
        Digest decided = Batch(1);
        int[] order = [.. Enumerable.Range(0, n).OrderBy(_ => random.Next())];
        HashSet<int> committed = [.. order.Take(quorum.Size)];
        HashSet<int> liars = [.. Enumerable.Range(0, n).OrderBy(_ => random.Next()).Take(quorum.Faults)];
        BallotChange[] changes =
        [
            .. Enumerable.Range(0, n).OrderBy(_ => random.Next()).Take(random.Next(quorum.Size, n + 1)).Select(member =>
                liars.Contains(member) ? Lie(member, random)
                : committed.Contains(member) ? Change(member, new BallotMark(decided, 1), [new BallotMark(decided, 1)])
                : Change(member, null, random.Next(2) == 0 ? [] : [new BallotMark(decided, 1)])),
        ];
        BallotChoice choice = BallotChoice.Of(changes, quorum, AgreementMode.AllToAll);
        return choice.Kind == BallotChoiceKind.Unknown
            || (choice.Kind == BallotChoiceKind.Forced && choice.Batch == decided);
    }

    private static BallotChange Lie(int member, Random random)
    {
        BallotMark other = new(Batch(2), random.Next(0, 4));
        return random.Next(2) == 0 ? Change(member, null, []) : Change(member, other, [other]);
    }

    private static Digest Batch(byte tag) => Digest.Of([tag]);

    private static BallotChange Change(int member, BallotMark? locked, BallotMark[] seen) => new(
        s_slot, 5, locked, seen, new MemberKey(AgentId.Parse($"m{member}"), new Incarnation(1)), default);
}

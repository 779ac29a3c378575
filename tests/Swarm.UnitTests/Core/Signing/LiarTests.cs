using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Core.Scheduling;
using Swarm.Core.Signing;
using Swarm.Model;
using Xunit;

namespace Swarm.UnitTests.Core.Signing;

/// <summary>
/// Members that lie, as many as a committee withstands: nothing wrong is decided, work goes on, and who signed two
/// things is named in the log.
/// </summary>
public sealed class LiarTests
{
    private const int Activities = 60;

    public static TheoryData<AgreementMode, int> Committees => new()
    {
        { AgreementMode.AllToAll, 4 },
        { AgreementMode.AllToAll, 7 },
        { AgreementMode.Collector, 4 },
        { AgreementMode.Collector, 7 },
        { AgreementMode.SingleVote, 4 },
        { AgreementMode.SingleVote, 7 },
    };

    [Theory]
    [MemberData(nameof(Committees))]
    public void Honest_members_agree_and_blame_nobody(AgreementMode mode, int members)
    {
        using Loopback swarm = Begin(mode, members);
        swarm.RunCampaign("honest", Activities);

        AssertSound(swarm, mode);
        Assert.Empty(swarm.Seen);
        Assert.All(swarm.Agents, agent => Assert.Empty(agent.Complaints));
        Assert.All(swarm.Agents, agent => Assert.Equal(0, agent.EntryGate.Forged));
        Assert.Equal(0, swarm.Agents.Sum(agent => agent.Core.Reading.RoundTimeouts));
    }

    [Theory]
    [MemberData(nameof(Committees))]
    public void A_proposer_that_signs_two_proposals_is_barred(AgreementMode mode, int members)
    {
        using Loopback swarm = Begin(mode, members);
        MemberKey liar = CommitteeOf(swarm).Proposer(0);
        swarm.Network = letter => letter.From == liar && letter.Message is PeerMessage.Proposal proposal
            && CommitteeOf(swarm).RankOf(KeyOf(swarm, letter.To)) % 2 == 1
                ? [letter with { Message = Another(swarm, proposal) }] : [letter];
        swarm.RunCampaign("two-tongued", Activities);
        swarm.Until(() => swarm.Agents.TrueForAll(agent => agent.Core.Reading.View.Barred.Contains(liar.Agent)));
        swarm.RunCampaign("after", Activities);

        AssertSound(swarm, mode);
        PoolEvent.MemberBarred proof =
            swarm.Log.Select(entry => entry.Event).OfType<PoolEvent.MemberBarred>().First();
        Assert.Null(proof.Proof.Problem);
        Assert.Equal(liar, proof.Proof.First.Voter);
        Assert.DoesNotContain(liar, CommitteeOf(swarm).Members);
        Assert.All(swarm.Agents, agent => Assert.Equal([liar.Agent], agent.Core.Reading.View.Barred));
    }

    [Theory]
    [MemberData(nameof(Committees))]
    public void A_member_that_commits_to_two_batches_is_barred(AgreementMode mode, int members)
    {
        using Loopback swarm = Begin(mode, members);
        MemberKey liar = CommitteeOf(swarm).Members[1];
        swarm.Network = letter => letter.From == liar && letter.Message is PeerMessage.VoteCast { Vote: { } vote }
            ? [Lie(swarm, letter, vote, 13), Lie(swarm, letter, vote, 14), letter] : [letter];
        swarm.RunCampaign("two-handed", Activities);
        swarm.Until(() => swarm.Agents.TrueForAll(agent => agent.Core.Reading.View.Barred.Contains(liar.Agent)));

        AssertSound(swarm, mode);
        Assert.All(swarm.Agents, agent => Assert.Equal([liar.Agent], agent.Core.Reading.View.Barred));
    }

    [Theory]
    [MemberData(nameof(Committees))]
    public void Members_that_withhold_their_votes_hold_nothing_up(AgreementMode mode, int members)
    {
        using Loopback swarm = Begin(mode, members);
        MemberKey[] mute = [.. CommitteeOf(swarm).Members.Take(new Quorum(members).Faults)];
        swarm.Network = letter => mute.Contains(letter.From)
            && letter.Message is PeerMessage.Proposal or PeerMessage.VoteCast or PeerMessage.PreparesCollected
                ? [] : [letter];
        swarm.RunCampaign("silence", Activities);

        AssertSound(swarm, mode);
        Assert.Empty(swarm.Seen);
    }

    [Theory]
    [MemberData(nameof(Committees))]
    public void What_is_forged_in_the_name_of_others_is_dropped_and_counted(AgreementMode mode, int members)
    {
        using Loopback swarm = Begin(mode, members);
        long forged = 0;
        swarm.Network = letter =>
        {
            foreach (Letter lie in Forge(swarm, letter))
            {
                forged++;
                Assert.False(swarm.Arrive(lie), $"{lie} passed");
            }

            return [letter];
        };
        swarm.RunCampaign("forged", Activities);

        AssertSound(swarm, mode);
        Assert.Empty(swarm.Seen);
        Assert.True(forged > 0);
        Assert.InRange(swarm.Agents.Sum(agent => agent.Gate.Forged), forged / 2, forged);
        Assert.All(swarm.Agents, agent => Assert.NotEmpty(agent.Complaints));
    }

    [Theory]
    [MemberData(nameof(Committees))]
    public void What_is_said_again_later_changes_nothing(AgreementMode mode, int members)
    {
        using Loopback swarm = Begin(mode, members);
        Queue<Letter> said = new();
        swarm.Network = letter =>
        {
            said.Enqueue(letter);
            return said.Count > 40 ? [letter, said.Dequeue()] : [letter];
        };
        swarm.RunCampaign("again", Activities);

        AssertSound(swarm, mode);
        Assert.Empty(swarm.Seen);
        Assert.All(swarm.Agents, agent => Assert.Empty(agent.Complaints));
    }

    [Fact]
    public void Unsigned_prepares_do_not_count_where_a_collector_collects()
    {
        using Loopback swarm = Begin(AgreementMode.Collector, 4);
        swarm.Network = letter => letter.Message is PeerMessage.VoteCast { Vote.Phase: VotePhase.Prepare } cast
            ? [letter with { Message = cast with { Vote = cast.Vote with { Signature = default } } }] : [letter];

        InvalidOperationException stuck =
            Assert.Throws<InvalidOperationException>(() => swarm.RunCampaign("unsigned", 2));

        Assert.Contains("without an end", stuck.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(swarm.Log, entry => entry.Event is PoolEvent.Assigned);
    }

    private static Loopback Begin(AgreementMode mode, int members)
    {
        Loopback swarm = new(members, new SwarmRules(mode, members));
        swarm.Form();
        return swarm;
    }

    // A liar on the links says, as itself, what others should have said, and what it should have said otherwise.
    private static IEnumerable<Letter> Forge(Loopback swarm, Letter letter)
    {
        MemberKey another = swarm.Agents.Select(agent => agent.Core.Self).First(key => key != letter.From);
        PeerMessage[] lies = letter.Message switch
        {
            PeerMessage.VoteCast { Vote: { Signature.IsEmpty: false } vote } cast =>
            [
                cast with { Vote = Other(vote) },
                cast with { Vote = vote with { Ballot = vote.Ballot + 1 } },
                cast with { Vote = vote with { Voter = another } },
            ],
            PeerMessage.Proposal proposal =>
            [
                proposal with { Vote = proposal.Vote with { Signature = default } },
                proposal with { Vote = Other(proposal.Vote) },
            ],
            PeerMessage.PreparesCollected collected =>
            [
                collected with { Batch = Digest.Of([13]), Prepares = [.. collected.Prepares.Select(Other)] },
            ],
            _ => [],
        };
        return lies.Select(lie => letter with { Message = lie });
    }

    private static Letter Lie(Loopback swarm, Letter letter, SignedVote vote, byte batch) => letter with
    {
        Message = new PeerMessage.VoteCast(
            Sign(swarm, vote with { Phase = VotePhase.Commit, Batch = Digest.Of([batch]) }), default),
    };

    private static SignedVote Other(SignedVote vote) => vote with { Batch = Digest.Of([13]) };

    private static Committee CommitteeOf(Loopback swarm) =>
        swarm.Agents[0].EntryGate.Keys.CommitteeOf(new Slot(swarm.Agents[0].EntryGate.Keys.Epoch, 0, 0))!;

    private static MemberKey KeyOf(Loopback swarm, AgentId agent) => swarm.Of(agent).Core.Self;

    private static PeerMessage.Proposal Another(Loopback swarm, PeerMessage.Proposal proposal)
    {
        Batch batch = new([.. proposal.Batch.Items.Skip(1)]);
        Digest digest = batch.DigestIn(swarm.Agents[0].Core.Reading.Swarm, proposal.Slot);
        return proposal with { Batch = batch, Vote = Sign(swarm, proposal.Vote with { Batch = digest }) };
    }

    private static SignedVote Sign(Loopback swarm, SignedVote vote) => vote with
    {
        Signature = swarm.Of(vote.Voter.Agent).Key.Sign(Statement.Of(vote, swarm.Agents[0].Core.Reading.Swarm)),
    };

    // Everything was done, each attempt by one agent, and each slot has one decision.
    private static void AssertSound(Loopback swarm, AgreementMode mode)
    {
        foreach (IGrouping<Slot, PoolEvent.Assigned> slot in swarm.Log.Select(entry => entry.Event)
            .OfType<PoolEvent.Assigned>().GroupBy(assigned => assigned.Slot))
        {
            Assert.True(
                mode == AgreementMode.SingleVote || slot.Select(one => one.Certificate.Batch).Distinct().Count() == 1,
                $"slot {slot.Key} was decided two ways");
        }

        CampaignReading first = swarm.Agents[0].Core.Reading.Find(swarm.Agents[0].Core.Reading.Campaigns[0])!;
        Assert.Equal(ActivityState.Completed, first.State);
    }
}

using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Core.Signing;
using Swarm.Model;
using Xunit;

namespace Swarm.UnitTests.Core.Signing;

/// <summary>Commit votes are checked where they are needed: by the proposer, in the log, or when the log stays silent.
/// </summary>
public sealed class CommitLobbyTests
{
    private static readonly Digest s_batch = Digest.Of([7]);

    private readonly SignedSwarm _swarm = new(4);
    private readonly CommitLobby _lobby = new();

    [Fact]
    public void A_vote_waits_until_one_of_its_ballot_is_said_again_and_then_all_are_let_out()
    {
        Assert.Empty(Enter(Vote(1)));
        Assert.Empty(Enter(Vote(2)));
        Assert.Equal([Vote(1).From, Vote(2).From], Enter(Vote(2)).Select(word => word.From));
        Assert.Single(Enter(Vote(1)));
        Assert.Empty(Enter(Vote(1, ballot: 1)));
    }

    [Fact]
    public void Votes_for_two_batches_in_one_ballot_are_all_let_out()
    {
        AgentInput.Peer[] said = [Vote(1), Vote(2), Vote(1, batch: Digest.Of([8]))];

        Assert.Empty(Enter(said[0]));
        Assert.Empty(Enter(said[1]));
        Assert.Equal(said, Enter(said[2]));
    }

    [Fact]
    public void Who_proposes_checks_at_once_and_so_does_a_small_committee()
    {
        AgentId proposer = _swarm.Committee.Proposer(0).Agent;
        Assert.Single(_lobby.Enter(Vote(1), proposer, _swarm.Keys));

        SignedSwarm small = new(3);
        Slot slot = new(small.Epoch, 0, 0);
        SignedVote vote = small.Vote(0, slot, 0, VotePhase.Commit, s_batch);
        AgentInput.Peer word = new(vote.Voter, new PeerMessage.VoteCast(vote, default));
        Assert.Single(_lobby.Enter(word, small.Committee.Proposer(1).Agent, small.Keys));
    }

    [Fact]
    public void Who_says_much_loses_its_own_words_only()
    {
        Assert.Empty(Enter(Vote(1)));
        for (int ballot = 0; ballot < 5_000; ballot++)
        {
            _lobby.Enter(Vote(2, ballot: ballot), Listener, _swarm.Keys);
        }

        Assert.Single(Enter(Vote(1)));
    }

    [Theory]
    [InlineData(AgreementMode.AllToAll, 4)]
    [InlineData(AgreementMode.AllToAll, 7)]
    [InlineData(AgreementMode.SingleVote, 4)]
    public void When_no_entry_of_the_proposer_comes_another_appends_in_the_same_ballot(AgreementMode mode, int members)
    {
        using Loopback swarm = new(members, new SwarmRules(mode, 31));
        swarm.Form();
        AgentId mute = swarm.Agents[0].EntryGate.Keys
            .CommitteeOf(new Slot(swarm.Agents[0].EntryGate.Keys.Epoch, 0, 0))!.Proposer(0).Agent;
        swarm.Stores = (author, entry) => author != mute || entry is not PoolEvent.Assigned;
        swarm.RunCampaign("mute", 8);

        PoolEvent.Assigned[] decisions = [.. swarm.Log.Select(entry => entry.Event).OfType<PoolEvent.Assigned>()];
        Assert.NotEmpty(decisions);
        Assert.All(decisions, decision => Assert.Equal(0, decision.Certificate.Ballot));
        Assert.Equal(0, swarm.Agents.Sum(agent => agent.Core.Reading.RoundTimeouts));
    }

    private AgentId Listener => _swarm.Committee.Proposer(3).Agent;

    private IReadOnlyList<AgentInput.Peer> Enter(AgentInput.Peer word) => _lobby.Enter(word, Listener, _swarm.Keys);

    private AgentInput.Peer Vote(int member, int ballot = 0, Digest? batch = null)
    {
        SignedVote vote = _swarm.Vote(
            member, new Slot(_swarm.Epoch, 0, 0), ballot, VotePhase.Commit, batch ?? s_batch);
        return new AgentInput.Peer(vote.Voter, new PeerMessage.VoteCast(vote, default));
    }
}

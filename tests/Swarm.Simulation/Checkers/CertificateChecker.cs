using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Checkers;

/// <summary>
/// What stands rests on votes that were really cast: a quorum of the committee for a decision, of the members before
/// for a view.
/// </summary>
internal sealed class CertificateChecker
{
    private readonly HashSet<(Slot, int Ballot, Digest Batch, MemberKey Voter)> _commits = [];
    private readonly HashSet<(Digest View, MemberKey Voter)> _cuts = [];

    /// <summary>Hears what is said.</summary>
    internal void OnSaid(PeerMessage message)
    {
        if (message is PeerMessage.VoteCast { Vote: { Phase: VotePhase.Commit } vote })
        {
            _commits.Add((vote.Slot, vote.Ballot, vote.Batch, vote.Voter));
        }
        else if (message is PeerMessage.CutProposed proposed)
        {
            _cuts.Add((proposed.Vote.View, proposed.Vote.Voter));
        }
    }

    /// <summary>Looks at an entry that was folded.</summary>
    internal string? Check(AgentInput.PoolEntry entry, IReadOnlyList<AgentEvent> news, SimWorld world)
    {
        if (news.Any(seen => seen is AgentEvent.EntryIgnored))
        {
            return null;
        }

        // Nobody says a vote to itself: what only the author counted was said to nobody.
        switch (entry.Event)
        {
            case PoolEvent.Assigned assigned:
                SignedVote? made = assigned.Certificate.Commits.FirstOrDefault(vote =>
                    !_commits.Contains((vote.Slot, vote.Ballot, vote.Batch, vote.Voter))
                    && assigned.Certificate.Commits.Count > 1 && IsHonest(vote.Voter, world));
                return made is null ? null : $"{made.Voter} never voted for what stands in slot {assigned.Slot}";
            case PoolEvent.ViewInstalled installed:
                CutVote? cut = installed.Evidence.FirstOrDefault(vote =>
                    !_cuts.Contains((vote.View, vote.Voter))
                    && installed.Evidence.Count > 1 && IsHonest(vote.Voter, world));
                return cut is null ? null : $"{cut.Voter} never voted for the view of epoch {installed.View.Epoch}";
            default:
                return null;
        }
    }

    private static bool IsHonest(MemberKey voter, SimWorld world) =>
        world.Agents.Any(agent => agent.Id == voter.Agent && !agent.IsLiar);
}

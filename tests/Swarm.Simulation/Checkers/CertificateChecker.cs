using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Checkers;

/// <summary>
/// What stands rests on votes that were really cast: a quorum of the committee for a decision, of the members before
/// for a view. And only who lies is barred.
/// </summary>
internal sealed class CertificateChecker
{
    private readonly HashSet<(Slot, int Ballot, Digest Batch, MemberKey Voter)> _commits = [];
    private readonly HashSet<(Digest View, MemberKey Voter)> _cuts = [];

    /// <summary>Takes note of what an agent has its key sign.</summary>
    internal void OnSigned(PeerMessage draft)
    {
        if (AgreementChecker.VoteIn(draft) is { Phase: VotePhase.Commit } vote)
        {
            _commits.Add((vote.Slot, vote.Ballot, vote.Batch, vote.Voter));
        }
        else if (draft is PeerMessage.CutProposed proposed)
        {
            _cuts.Add((proposed.Vote.View, proposed.Vote.Voter));
        }
    }

    /// <summary>Looks at an entry that stands, as a process took it in.</summary>
    internal string? Check(AgentInput.PoolEntry entry, SimWorld world)
    {
        switch (entry.Event)
        {
            case PoolEvent.Assigned assigned:
                SignedVote? made = assigned.Certificate.Commits.FirstOrDefault(vote =>
                    !_commits.Contains((vote.Slot, vote.Ballot, vote.Batch, vote.Voter))
                    && IsHonest(vote.Voter, world));
                return made is null ? null : $"{made.Voter} never voted for what stands in slot {assigned.Slot}";
            case PoolEvent.ViewInstalled installed:
                CutVote? cut = installed.Evidence.FirstOrDefault(vote =>
                    !_cuts.Contains((vote.View, vote.Voter)) && IsHonest(vote.Voter, world));
                return cut is null ? null : $"{cut.Voter} never voted for the view of epoch {installed.View.Epoch}";
            case PoolEvent.MemberBarred barred:
                MemberKey liar = barred.Proof.First.Voter;
                return IsHonest(liar, world) ? $"{liar} is barred, who is honest: {barred.Proof}" : null;
            default:
                return null;
        }
    }

    private static bool IsHonest(MemberKey voter, SimWorld world) =>
        world.Agents.Any(agent => agent.Id == voter.Agent && !agent.IsLiar);
}

using Swarm.Core.Membership;

namespace Swarm.Core.Consensus;

/// <summary>
/// The proofs of lies that this member holds, until the log has them. Several members may find the same: they append
/// by rank, so that usually one does.
/// </summary>
internal sealed class ProofBook(CoreSettings settings, LogFold fold, AppendTable appends)
{
    private readonly SortedDictionary<AgentId, (Contradiction Proof, Instant Since, int Rank)> _proofs = [];

    /// <summary>Keeps what a round found.</summary>
    internal void Take(Round round, MemberKey self, Instant now)
    {
        foreach (Contradiction proof in round.TakeContradictions())
        {
            _proofs.TryAdd(proof.First.Voter.Agent, (proof, now, round.Committee.RankOf(self)));
        }
    }

    /// <summary>Appends what is due, and forgets what the log has.</summary>
    internal void Publish(Instant now, Outbox outbox)
    {
        foreach ((AgentId agent, (Contradiction proof, Instant since, int rank)) in _proofs.ToArray())
        {
            if (fold.Views.Bars.Has(agent))
            {
                _proofs.Remove(agent);
            }
            else if (now.Since(since) >= rank * settings.AppendRankMicros)
            {
                appends.TryAppend(
                    new AppendKey(AppendPurpose.Proof, About: agent), new PoolEvent.MemberBarred(proof), now, outbox);
            }
        }
    }
}

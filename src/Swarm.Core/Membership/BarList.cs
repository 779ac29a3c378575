using Swarm.Core.Consensus;

namespace Swarm.Core.Membership;

/// <summary>
/// Who was shown to lie. A barred agent has no seat in the committees of the next view, nor of those after it, until an
/// operator clears it.
/// </summary>
internal sealed class BarList
{
    private readonly SortedDictionary<AgentId, Contradiction> _proofs = [];
    private readonly SortedDictionary<AgentId, long> _clearedIn = [];

    /// <summary>Who is barred, in order of their names.</summary>
    internal IEnumerable<AgentId> Agents => _proofs.Keys;

    /// <summary>Whether an agent is barred.</summary>
    internal bool Has(AgentId agent) => _proofs.ContainsKey(agent);

    /// <summary>Folds a proof whose signatures were checked.</summary>
    /// <returns>Why it does not stand, or null.</returns>
    internal string? Bar(Contradiction proof)
    {
        AgentId agent = proof.First.Voter.Agent;
        string? problem = proof.Problem
            ?? (Has(agent) ? $"{agent} is barred already"
                : proof.First.Slot.Epoch <= _clearedIn.GetValueOrDefault(agent) ? $"{agent} was cleared since" : null);
        if (problem is null)
        {
            _proofs[agent] = proof;
        }

        return problem;
    }

    /// <summary>Folds an operator's pardon, given in an epoch: what was signed up to then is forgiven.</summary>
    /// <returns>Why it does not stand, or null.</returns>
    internal string? Clear(AgentId agent, long epoch)
    {
        if (!_proofs.Remove(agent))
        {
            return $"{agent} is not barred";
        }

        _clearedIn[agent] = epoch;
        return null;
    }
}

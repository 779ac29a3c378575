using Swarm.Core.Consensus;

namespace Swarm.Core.Membership;

/// <summary>
/// Who was shown to lie, and whom an operator put out. From the next view on a barred agent has no seat in committees
/// and an evicted one is no member, until an operator clears it.
/// </summary>
internal sealed class BarList
{
    private readonly SortedDictionary<AgentId, Contradiction> _proofs = [];
    private readonly SortedDictionary<AgentId, string> _evicted = [];
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

    /// <summary>Why an agent was put out; null when it was not.</summary>
    internal string? WhyEvicted(AgentId agent) => _evicted.GetValueOrDefault(agent);

    /// <summary>Folds an operator's order to put an agent out.</summary>
    /// <returns>Why it does not stand, or null.</returns>
    internal string? Evict(AgentId agent, string reason) =>
        _evicted.TryAdd(agent, reason) ? null : $"{agent} is evicted already";

    /// <summary>Folds an operator's pardon, given in an epoch: what was signed up to then is forgiven.</summary>
    /// <returns>Why it does not stand, or null.</returns>
    internal string? Clear(AgentId agent, long epoch)
    {
        if (!_proofs.Remove(agent) & !_evicted.Remove(agent))
        {
            return $"{agent} is neither barred nor evicted";
        }

        _clearedIn[agent] = epoch;
        return null;
    }
}

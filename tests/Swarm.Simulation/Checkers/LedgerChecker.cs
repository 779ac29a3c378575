using Swarm.Core;

namespace Swarm.Simulation.Checkers;

/// <summary>
/// Equal prefixes of the log give equal changes, with equal numbers and without gaps, at every agent.
/// </summary>
internal sealed class LedgerChecker
{
    private readonly Dictionary<CampaignId, List<CampaignChange>> _changes = [];

    /// <summary>Looks at a change that an agent tells.</summary>
    internal string? Check(CampaignChange change)
    {
        if (!_changes.TryGetValue(change.Campaign, out List<CampaignChange>? known))
        {
            _changes[change.Campaign] = known = [];
        }

        if (change.Number == known.Count + 1)
        {
            known.Add(change);
            return null;
        }

        return change.Number <= known.Count && known[(int)change.Number - 1] == change
            ? null
            : $"a change is not the same everywhere: {change} and "
                + $"{(change.Number <= known.Count ? known[(int)change.Number - 1] : "a gap")}";
    }
}

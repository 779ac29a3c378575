using Swarm.Core;

namespace Swarm.Simulation.Checkers;

/// <summary>The changes of a campaign are numbered without gaps, and told alike whenever they are told again.</summary>
internal sealed class ChangeChecker
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

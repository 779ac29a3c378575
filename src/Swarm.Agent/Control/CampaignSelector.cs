using Swarm.Core;

namespace Swarm.Agent.Control;

/// <summary>
/// Finds what people mean: an id, its beginning, a name, <c>last</c>; an activity's name or <c>@3</c>.
/// </summary>
internal static class CampaignSelector
{
    private const int MinPrefix = 4;

    /// <summary>The campaign that is meant.</summary>
    /// <exception cref="SwarmException">None or several are.</exception>
    internal static CampaignReading Campaign(CoreReading reading, string word)
    {
        IReadOnlyList<CampaignId> all = reading.Campaigns;
        if (all.Count == 0)
        {
            throw new SwarmException(
                ErrorCode.UnknownCampaign, "there is no campaign yet; 'swarm campaign run FILE' starts one");
        }

        if (word is "" or "last")
        {
            return reading.Find(all[0])!;
        }

        if (CampaignId.TryParse(word, out CampaignId id) && reading.Find(id) is { } exact)
        {
            return exact;
        }

        CampaignId[] meant =
        [
            .. all.Where(known => word.Length >= MinPrefix && known.Text.StartsWith(word, StringComparison.Ordinal)),
        ];
        meant = meant.Length > 0 ? meant : [.. all.Where(known => reading.Find(known)!.Graph.Name == word).Take(1)];
        return meant.Length == 1
            ? reading.Find(meant[0])!
            : throw new SwarmException(
                ErrorCode.UnknownCampaign,
                (meant.Length == 0 ? $"no campaign is called '{Printable.Of(word, 60)}'"
                    : $"'{Printable.Of(word, 60)}' begins {meant.Length} ids; write more of it")
                + "; 'swarm campaign list' shows them");
    }

    /// <summary>The index of the activity that is meant.</summary>
    /// <exception cref="SwarmException">None is.</exception>
    internal static int Activity(CampaignReading campaign, string word)
    {
        bool numbered = word.StartsWith('@') && int.TryParse(word.AsSpan(1), out int number)
            && number >= 0 && number < campaign.Graph.Activities.Count;
        return numbered ? int.Parse(word.AsSpan(1))
            : campaign.Graph.TryFind(word, out int index) ? index
            : throw new SwarmException(
                ErrorCode.UnknownActivity,
                $"campaign {campaign.Graph.Id} has no activity '{Printable.Of(word, 60)}'; "
                + $"'swarm campaign show {campaign.Graph.Id}' lists them");
    }
}

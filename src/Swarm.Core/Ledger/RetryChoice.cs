namespace Swarm.Core.Ledger;

/// <summary>Chooses what is tried anew: what was named, what it needs, and what was skipped because of it.</summary>
internal static class RetryChoice
{
    /// <summary>The indexes to reopen; empty when all of a campaign, or all that was named, ended well.</summary>
    internal static SortedSet<int> Of(CampaignRecord campaign, IReadOnlyList<int> named)
    {
        IEnumerable<int> wanted = named.Count > 0
            ? named.Where(index => (uint)index < (uint)campaign.Activities.Length)
            : Enumerable.Range(0, campaign.Activities.Length);
        Stack<int> open = new(wanted.Where(index => IsEndedBadly(campaign, index)));
        SortedSet<int> chosen = [];
        while (open.TryPop(out int index))
        {
            if (!chosen.Add(index))
            {
                continue;
            }

            Push(campaign, campaign.Graph.Parents(index), open);
            Push(campaign, campaign.Graph.Children(index), open);
        }

        return chosen;
    }

    private static void Push(CampaignRecord campaign, ReadOnlySpan<int> neighbours, Stack<int> open)
    {
        foreach (int index in neighbours)
        {
            if (IsEndedBadly(campaign, index))
            {
                open.Push(index);
            }
        }
    }

    private static bool IsEndedBadly(CampaignRecord campaign, int index) =>
        campaign.Activities[index].State is ActivityState.Failed or ActivityState.Canceled or ActivityState.Skipped;
}

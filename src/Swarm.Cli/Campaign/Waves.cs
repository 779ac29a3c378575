using Swarm.Sdk.Views;

namespace Swarm.Cli.Campaign;

/// <summary>Orders activities so that each comes after those it depends on, as a reader follows them.</summary>
internal static class Waves
{
    /// <summary>The activities by wave, and within a wave by index.</summary>
    internal static IReadOnlyList<ActivitySummary> InOrder(IReadOnlyList<ActivitySummary> activities)
    {
        Dictionary<int, ActivitySummary> byIndex = activities.DistinctBy(activity => activity.Index)
            .ToDictionary(activity => activity.Index);
        Dictionary<int, int> waves = [];
        foreach (ActivitySummary activity in activities)
        {
            Visit(activity, byIndex, waves);
        }

        return [.. activities.OrderBy(activity => waves[activity.Index]).ThenBy(activity => activity.Index)];
    }

    /// <summary>
    /// Finds the wave of an activity, and of all it depends on, without recursion: chains may be long.
    /// </summary>
    private static void Visit(
        ActivitySummary start, Dictionary<int, ActivitySummary> byIndex, Dictionary<int, int> waves)
    {
        Stack<ActivitySummary> open = new([start]);
        while (open.TryPeek(out ActivitySummary? activity))
        {
            ActivitySummary[] unknown = [.. activity.Parents
                .Where(parent => byIndex.ContainsKey(parent) && !waves.ContainsKey(parent)).Select(
                    parent => byIndex[parent])];
            if (unknown.Length == 0 || open.Count > byIndex.Count)
            {
                open.Pop();
                waves[activity.Index] = activity.Parents
                    .Select(parent => waves.GetValueOrDefault(parent, -1)).DefaultIfEmpty(-1).Max() + 1;
            }
            else
            {
                open.Push(unknown[0]);
            }
        }
    }
}

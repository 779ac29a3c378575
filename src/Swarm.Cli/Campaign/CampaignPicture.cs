using Swarm.Model;
using Swarm.Sdk;
using Swarm.Sdk.Views;

namespace Swarm.Cli.Campaign;

/// <summary>
/// A campaign as its changes tell it, while it runs: begun from what an agent showed once, kept up by one change after
/// another.
/// </summary>
internal sealed class CampaignPicture
{
    private readonly List<ActivityPicture> _activities = [];
    private readonly Dictionary<string, ActivityPicture> _byName = new(StringComparer.Ordinal);

    internal CampaignPicture(CampaignReport report)
    {
        Id = report.Summary.Id;
        Name = report.Summary.Name;
        Submitted = report.Summary.Submitted;
        Total = report.Summary.Activities;
        foreach (ActivitySummary activity in Waves.InOrder(report.Activities))
        {
            Add(new ActivityPicture(activity.Name));
        }
    }

    internal string Id { get; }

    internal string Name { get; }

    internal DateTimeOffset Submitted { get; }

    /// <summary>How many activities the campaign has; more than are shown when there are very many.</summary>
    internal int Total { get; }

    /// <summary>The activities, each after those it depends on.</summary>
    internal IReadOnlyList<ActivityPicture> Activities => _activities;

    /// <summary>When the last change was made, by the broker's clock.</summary>
    internal DateTimeOffset LastChange { get; private set; }

    /// <summary>How many activities are in each state.</summary>
    internal IReadOnlyDictionary<ActivityState, int> Counts()
    {
        Dictionary<ActivityState, int> counts = _activities.GroupBy(a => a.State).ToDictionary(
            g => g.Key, g => g.Count());
        counts[ActivityState.Created] = counts.GetValueOrDefault(ActivityState.Created) + Math.Max(
            0, Total - _activities.Count);
        return counts;
    }

    /// <summary>Takes a change in.</summary>
    internal void Apply(CampaignEvent change)
    {
        LastChange = change.Time;
        if (change.Activity is { } name)
        {
            if (!_byName.TryGetValue(name, out ActivityPicture? activity))
            {
                activity = Add(new ActivityPicture(name));
            }

            activity.Apply(change);
        }
    }

    private ActivityPicture Add(ActivityPicture activity)
    {
        _activities.Add(activity);
        _byName[activity.Name] = activity;
        return activity;
    }
}

namespace Swarm.Model;

/// <summary>Names one activity: its campaign and its place in that campaign's graph.</summary>
/// <param name="Campaign">The campaign it belongs to.</param>
/// <param name="Index">Its place in <see cref="CampaignGraph.Activities"/>, from 0.</param>
public readonly record struct ActivityId(CampaignId Campaign, int Index) : IComparable<ActivityId>
{
    /// <inheritdoc/>
    public int CompareTo(ActivityId other)
    {
        int campaign = Campaign.CompareTo(other.Campaign);
        return campaign != 0 ? campaign : Index.CompareTo(other.Index);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Campaign}/{Index}";

    /// <summary>Whether <paramref name="left"/> sorts before <paramref name="right"/>.</summary>
    public static bool operator <(ActivityId left, ActivityId right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> sorts after <paramref name="right"/>.</summary>
    public static bool operator >(ActivityId left, ActivityId right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> sorts before or with <paramref name="right"/>.</summary>
    public static bool operator <=(ActivityId left, ActivityId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> sorts after or with <paramref name="right"/>.</summary>
    public static bool operator >=(ActivityId left, ActivityId right) => left.CompareTo(right) >= 0;
}

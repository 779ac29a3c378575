namespace Swarm.Sdk.Views;

/// <summary>A campaign at a glance.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="State">Created while nothing has begun, Running, then Completed, Failed or Canceled.</param>
/// <param name="Activities">How many activities it has.</param>
/// <param name="Completed">How many ended well.</param>
/// <param name="Failed">How many failed for good.</param>
/// <param name="Canceled">How many were canceled.</param>
/// <param name="Skipped">How many never ran because something before them failed.</param>
/// <param name="Running">How many an agent holds now.</param>
/// <param name="Submitted">When it was submitted, by the broker's clock.</param>
/// <param name="Ended">When it ended; null while it goes on.</param>
/// <param name="LastChange">The number of its last change.</param>
public sealed record CampaignSummary(
    string Id, string Name, ActivityState State, int Activities, int Completed, int Failed, int Canceled, int Skipped,
    int Running, DateTimeOffset Submitted, DateTimeOffset? Ended, long LastChange)
{
    /// <summary>The user whose campaign it is; empty when nobody signed it.</summary>
    public string Owner { get; init; } = "";
}

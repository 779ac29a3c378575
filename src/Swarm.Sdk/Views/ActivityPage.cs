namespace Swarm.Sdk.Views;

/// <summary>Which activities of a campaign are wanted.</summary>
/// <param name="Skip">Leave out this many.</param>
/// <param name="Limit">At most this many; 0 for a thousand.</param>
/// <param name="OnlyUnfinishedOrFailed">Only those that did not end well.</param>
public sealed record ActivityPage(int Skip = 0, int Limit = 0, bool OnlyUnfinishedOrFailed = false);

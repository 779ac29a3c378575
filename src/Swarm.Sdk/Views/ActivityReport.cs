namespace Swarm.Sdk.Views;

/// <summary>Everything that is known of one activity.</summary>
/// <param name="Summary">The activity at a glance.</param>
/// <param name="Command">The words it was given.</param>
/// <param name="Inputs">What it reads, as references.</param>
/// <param name="DeclaredOutputs">What it was to leave behind.</param>
/// <param name="Outputs">What it did leave behind.</param>
/// <param name="History">Its changes, oldest first.</param>
public sealed record ActivityReport(
    ActivitySummary Summary, IReadOnlyList<string> Command, IReadOnlyList<string> Inputs,
    IReadOnlyList<string> DeclaredOutputs, IReadOnlyList<PublishedFile> Outputs,
    IReadOnlyList<CampaignEvent> History);

namespace Swarm.Sdk.Formats;

/// <summary>What became of a document.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Notes">What was left out or taken otherwise than it is written; empty when nothing was.</param>
public sealed record ImportReport(Campaign Campaign, IReadOnlyList<ImportNote> Notes);

namespace Swarm.Sdk.Views;

/// <summary>Where some data is.</summary>
/// <param name="Files">The files that are meant.</param>
/// <param name="Locations">Who has which.</param>
public sealed record DataPlaces(IReadOnlyList<OutputFile> Files, IReadOnlyList<DataLocation> Locations);

namespace Swarm.Sdk.Authoring;

/// <summary>A file on this machine that travels with a campaign.</summary>
/// <param name="FullPath">Where it lies.</param>
/// <param name="Carried">What the campaign says about it.</param>
internal sealed record LocalFile(string FullPath, CarriedFile Carried);

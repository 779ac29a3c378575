namespace Swarm.Sdk.Formats;

/// <summary>A file of a WfFormat instance.</summary>
/// <param name="Id">Its name, unique in the instance.</param>
/// <param name="SizeBytes">Its length.</param>
public sealed record WfFile(string Id, long SizeBytes);

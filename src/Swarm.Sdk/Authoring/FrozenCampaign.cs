namespace Swarm.Sdk.Authoring;

/// <summary>A campaign that was checked and whose files were read, ready to be sent.</summary>
/// <param name="Graph">The checked graph.</param>
/// <param name="Bytes">The same as the bytes that travel; the digest of a submission is taken over them.</param>
/// <param name="Files">The files it brings along.</param>
internal sealed record FrozenCampaign(CampaignGraph Graph, ReadOnlyMemory<byte> Bytes, IReadOnlyList<LocalFile> Files);

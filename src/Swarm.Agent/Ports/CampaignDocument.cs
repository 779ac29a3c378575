using Swarm.Core.Authorisation;

namespace Swarm.Agent.Ports;

/// <summary>A campaign as it was submitted, with the graph that was read from it.</summary>
/// <param name="Bytes">The very bytes.</param>
/// <param name="Digest">Their digest.</param>
/// <param name="Graph">The checked graph.</param>
public sealed record CampaignDocument(ReadOnlyMemory<byte> Bytes, Digest Digest, CampaignGraph Graph)
{
    /// <summary>Whose it is, with what shows it.</summary>
    public CampaignOwner Owner { get; init; } = CampaignOwner.Nobody;
}

using Swarm.Protocol;

namespace Swarm.Sdk.Wire;

/// <summary>A campaign as bytes.</summary>
internal static class CampaignBytes
{
    /// <summary>The most bytes that travel inside a request; a larger campaign is put first and then named.</summary>
    internal const int MaxInline = CampaignLimits.MaxInlineBytes;

    /// <summary>Writes a campaign.</summary>
    /// <exception cref="SwarmException">It is above a limit.</exception>
    internal static ReadOnlyMemory<byte> Encode(CampaignGraph graph) => CampaignCodec.Encode(graph);
}

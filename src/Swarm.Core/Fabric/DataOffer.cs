namespace Swarm.Core.Fabric;

/// <summary>A holder's answer to a need: it has the content and would send it.</summary>
/// <param name="Holder">Who has it.</param>
/// <param name="Endpoint">Where it serves it, as <c>host:port</c>.</param>
/// <param name="SizeBytes">How long the content is.</param>
/// <param name="Digest">The digest of the content; for a path, as it is there now.</param>
/// <param name="ActiveTransfers">How many transfers the holder serves at present.</param>
public sealed record DataOffer(AgentId Holder, string Endpoint, long SizeBytes, Digest Digest, int ActiveTransfers);

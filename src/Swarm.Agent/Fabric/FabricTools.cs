namespace Swarm.Agent.Fabric;

/// <summary>What bringing the inputs of one attempt together works with.</summary>
/// <param name="Store">Where content is kept.</param>
/// <param name="Fetcher">Fetches what is not here.</param>
/// <param name="Ports">The rest of the agent.</param>
/// <param name="Travel">What travels for this attempt.</param>
/// <param name="InUse">What this attempt uses: pinned before it is looked for.</param>
internal sealed record FabricTools(
    DiskContentStore Store, ContentFetcher Fetcher, FabricPorts Ports, Travel Travel, ContentPins.Use InUse);

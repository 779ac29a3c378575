using Swarm.Core;

namespace Swarm.Simulation.Rooms;

/// <summary>Where the agents and the broker stand, and how long the way is between them.</summary>
internal sealed class SimMap
{
    private const int LocalRacks = 3;
    private const int BrokerSite = 0;

    private readonly int[] _sites;

    private SimMap(bool isWide, int[] sites)
    {
        IsWide = isWide;
        _sites = sites;
    }

    /// <summary>Whether the agents stand at sites far apart.</summary>
    internal bool IsWide { get; }

    /// <summary>How many agents there are.</summary>
    internal int Agents => _sites.Length;

    /// <summary>Places agents: in three racks of one room, or at some of the FABRIC sites.</summary>
    internal static SimMap Draw(Rng rng, int agents, bool isWide)
    {
        int[] sites = new int[agents];
        int known = isWide ? 2 + (int)rng.Below(FabricSites.Names.Count - 2) : LocalRacks;
        for (int i = 0; i < agents; i++)
        {
            sites[i] = (int)rng.Below(known);
        }

        return new SimMap(isWide, sites);
    }

    /// <summary>The site of an agent.</summary>
    internal int SiteOf(int agent) => _sites[agent];

    /// <summary>The name of the site of an agent.</summary>
    internal string SiteName(int agent) => IsWide ? FabricSites.Names[_sites[agent]] : $"rack-{_sites[agent]}";

    /// <summary>How long one message takes from one agent to another.</summary>
    internal long WayMicros(int from, int to, Rng rng) => Between(_sites[from], _sites[to], rng);

    /// <summary>How long one message takes from an agent to the broker, or back.</summary>
    internal long BrokerMicros(int agent, Rng rng) => Between(_sites[agent], BrokerSite, rng);

    private long Between(int from, int to, Rng rng)
    {
        long way = IsWide ? FabricSites.WayMicros(from, to) : 0;
        return way + 50 + rng.Below(450 + way / 20);
    }
}

using Swarm.Core.Membership;
using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Checkers;

/// <summary>A member that is up and can be heard by so many that they cannot be outvoted is not cut out.</summary>
internal static class NoFalseKill
{
    // Three seconds of silence, and as long as an append may be on its way.
    private const long AftermathMicros = 12_000_000;

    /// <summary>Looks at those whom a view leaves out.</summary>
    internal static string? Check(IReadOnlyList<(MemberKey Member, int Members)> cuts, SimWorld world)
    {
        foreach ((MemberKey member, int members) in cuts)
        {
            SimAgent agent = world.Agents.First(known => known.Id == member.Agent);
            bool isUp = agent.Processes.Any(process => process.IsUp && process.Self == member);
            int unheard = world.Agents.Count(peer => IsTroubled(agent, peer, world));
            if (isUp && !IsTroubled(agent, world)
                && unheard < AgreementChecker.QuorumOf(members))
            {
                return $"{member} was cut out, though it was up and heard";
            }
        }

        return null;
    }

    /// <summary>Whether others may rightly take an agent for lost, or might have until lately.</summary>
    internal static bool IsTroubled(SimAgent agent, SimWorld world) =>
        IsRecent(agent.Troubles, agent.TroubledAt, world) || agent.IsDoubled;

    /// <summary>Whether what one agent says may not have reached another until lately.</summary>
    internal static bool IsTroubled(SimAgent agent, SimAgent peer, SimWorld world)
    {
        SimLink link = world.Network.Link(agent.Index, peer.Index);
        return IsRecent(link.Troubles, link.TroubledAt, world);
    }

    private static bool IsRecent(int troubles, long troubledAt, SimWorld world) =>
        troubles > 0 || world.Clock.Now - troubledAt < AftermathMicros;
}

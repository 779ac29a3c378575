using Swarm.Core;
using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Checkers;

/// <summary>
/// Nobody claims that a member is lost which is up and whom it can hear: a process that stood still itself blames no
/// other for that.
/// </summary>
internal static class NoFalseClaim
{
    /// <summary>Looks at an entry that stands.</summary>
    internal static string? Check(AgentInput.PoolEntry entry, SimWorld world)
    {
        if (entry.Event is not PoolEvent.LossClaimed claimed)
        {
            return null;
        }

        SimAgent author = world.Agents.First(agent => agent.Id == entry.Author);
        foreach (AgentId absent in claimed.Absent)
        {
            SimAgent agent = world.Agents.First(known => known.Id == absent);
            if (agent.IsUp && !author.IsLiar && !NoFalseKill.IsTroubled(agent, world)
                && !NoFalseKill.IsTroubled(author, agent, world) && !NoFalseKill.IsTroubled(agent, author, world))
            {
                return $"{author.Id} claims that {absent} is lost, which is up and can be heard";
            }
        }

        return null;
    }
}

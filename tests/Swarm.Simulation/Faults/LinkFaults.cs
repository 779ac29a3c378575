using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Faults;

/// <summary>What can be wrong with the ways between agents.</summary>
public static class LinkFaults
{
    /// <summary>The loss up to which nobody may be taken for lost.</summary>
    internal const int ModeratePermille = 50;

    /// <summary>Messages are lost everywhere.</summary>
    public sealed record Loss(long AtMicros, long ForMicros, int Permille) : Fault(AtMicros, ForMicros)
    {
        internal override IEnumerable<SimAgent> Troubled(SimWorld world) =>
            Permille > ModeratePermille ? world.Agents : [];

        internal override void Begin(SimWorld world) => world.Network.LossPermille += Permille;

        internal override void End(SimWorld world) => world.Network.LossPermille -= Permille;
    }

    /// <summary>Everything travels longer.</summary>
    public sealed record Delay(long AtMicros, long ForMicros, long ExtraMicros) : Fault(AtMicros, ForMicros)
    {
        internal override void Begin(SimWorld world) => world.Network.ExtraMicros += ExtraMicros;

        internal override void End(SimWorld world) => world.Network.ExtraMicros -= ExtraMicros;
    }

    /// <summary>Some messages arrive twice.</summary>
    public sealed record Duplication(long AtMicros, long ForMicros, int Permille) : Fault(AtMicros, ForMicros)
    {
        internal override void Begin(SimWorld world) => world.Network.DuplicatePermille += Permille;

        internal override void End(SimWorld world) => world.Network.DuplicatePermille -= Permille;
    }

    /// <summary>Later messages overtake earlier ones.</summary>
    public sealed record Reordering(long AtMicros, long ForMicros, long JitterMicros) : Fault(AtMicros, ForMicros)
    {
        internal override void Begin(SimWorld world) => world.Network.JitterMicros += JitterMicros;

        internal override void End(SimWorld world) => world.Network.JitterMicros -= JitterMicros;
    }

    /// <summary>The network falls into two parts; the broker may be on one side alone.</summary>
    /// <param name="AtMicros">When it begins.</param>
    /// <param name="ForMicros">How long it lasts.</param>
    /// <param name="Sides">A bit for each agent: its side.</param>
    /// <param name="IsBrokerCut">Whether those of side 1 do not reach the broker either.</param>
    public sealed record Partition(long AtMicros, long ForMicros, int Sides, bool IsBrokerCut)
        : Fault(AtMicros, ForMicros)
    {
        internal override IEnumerable<SimAgent> Troubled(SimWorld world) => world.Agents;

        internal override void Begin(SimWorld world) => Apply(world, 1);

        internal override void End(SimWorld world)
        {
            Apply(world, -1);
            world.ReadOn();
        }

        private void Apply(SimWorld world, int cuts)
        {
            CutBetween(world, Sides, cuts, isOneWay: false);
            foreach (SimAgent agent in world.Agents.Where(agent => IsBrokerCut && IsOnSideOne(Sides, agent)))
            {
                agent.BrokerCuts += cuts;
            }
        }
    }

    /// <summary>Some are heard by all, and hear nothing of the others; or the other way round.</summary>
    /// <param name="AtMicros">When it begins.</param>
    /// <param name="ForMicros">How long it lasts.</param>
    /// <param name="Sides">A bit for each agent: what side 1 says does not reach side 0.</param>
    public sealed record OneWayPartition(long AtMicros, long ForMicros, int Sides) : Fault(AtMicros, ForMicros)
    {
        internal override IEnumerable<SimAgent> Troubled(SimWorld world) => world.Agents;

        internal override void Begin(SimWorld world) => CutBetween(world, Sides, 1, isOneWay: true);

        internal override void End(SimWorld world) => CutBetween(world, Sides, -1, isOneWay: true);
    }

    /// <summary>Nothing comes through one link for a while, then everything at once.</summary>
    public sealed record CloggedLink(long AtMicros, long ForMicros, int From, int To) : Fault(AtMicros, ForMicros)
    {
        internal override void Begin(SimWorld world)
        {
            SimLink link = world.Network.Link(From, To);
            link.HeldUntil = Math.Max(link.HeldUntil, EndMicros);
            link.Trouble(world.Clock.Now);
        }

        internal override void End(SimWorld world) => world.Network.Link(From, To).Recover(world.Clock.Now);
    }

    /// <summary>One link is neither up nor down: most is lost, the rest is late.</summary>
    public sealed record GrayLink(long AtMicros, long ForMicros, int From, int To, int Permille, long ExtraMicros)
        : Fault(AtMicros, ForMicros)
    {
        internal override void Begin(SimWorld world)
        {
            Apply(world, 1);
            world.Network.Link(From, To).Trouble(world.Clock.Now);
        }

        internal override void End(SimWorld world)
        {
            Apply(world, -1);
            world.Network.Link(From, To).Recover(world.Clock.Now);
        }

        private void Apply(SimWorld world, int times)
        {
            SimLink link = world.Network.Link(From, To);
            link.LossPermille += times * Permille;
            link.ExtraMicros += times * ExtraMicros;
        }
    }

    private static bool IsOnSideOne(int sides, SimAgent agent) => (sides >> agent.Index & 1) == 1;

    private static void CutBetween(SimWorld world, int sides, int cuts, bool isOneWay)
    {
        foreach (SimAgent one in world.Agents.Where(agent => IsOnSideOne(sides, agent)))
        {
            foreach (SimAgent other in world.Agents.Where(agent => !IsOnSideOne(sides, agent)))
            {
                world.Network.Link(one.Index, other.Index).Cuts += cuts;
                world.Network.Link(other.Index, one.Index).Cuts += isOneWay ? 0 : cuts;
            }
        }
    }
}

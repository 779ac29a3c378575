using Swarm.Core;
using Swarm.Simulation.Lies;
using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Faults;

/// <summary>What can be wrong with the broker and the ways to it.</summary>
public static class PoolFaults
{
    /// <summary>The broker is away.</summary>
    public sealed record Outage(long AtMicros, long ForMicros) : Fault(AtMicros, ForMicros)
    {
        internal override void Begin(SimWorld world) => world.Pool.Outages++;

        internal override void End(SimWorld world)
        {
            world.Pool.Outages--;
            world.ReadOn();
        }
    }

    /// <summary>One agent does not reach the broker, but its peers.</summary>
    public sealed record BrokerCut(long AtMicros, long ForMicros, int Agent) : Fault(AtMicros, ForMicros)
    {
        internal override IEnumerable<SimAgent> Troubled(SimWorld world) => [world.Agents[Agent]];

        internal override void Begin(SimWorld world) => world.Agents[Agent].BrokerCuts++;

        internal override void End(SimWorld world)
        {
            world.Agents[Agent].BrokerCuts--;
            world.ReadOn();
        }
    }

    /// <summary>One agent reads the log and cannot write to it, though it hears and answers everybody.</summary>
    public sealed record Mute(long AtMicros, long ForMicros, int Agent) : Fault(AtMicros, ForMicros)
    {
        internal override IEnumerable<SimAgent> Troubled(SimWorld world) => [world.Agents[Agent]];

        internal override void Begin(SimWorld world) => world.Agents[Agent].Mutes++;

        internal override void End(SimWorld world) => world.Agents[Agent].Mutes--;
    }

    /// <summary>
    /// The first agent that is given a run when all are members cannot write to the log from then on, for good: alive
    /// to probes, dead to work. An agent alone cannot go on then, whatever it does.
    /// </summary>
    public sealed record MuteFirstRunner(long AtMicros, long ForMicros) : Fault(AtMicros, ForMicros)
    {
        internal override void Begin(SimWorld world) => world.MutesFirstRunner = true;

        internal override void End(SimWorld world) => world.Watch.Tell("whoever is mute stays mute");
    }

    /// <summary>One agent reads the log much later than the others.</summary>
    public sealed record ReadLag(long AtMicros, long ForMicros, int Agent, long LagMicros)
        : Fault(AtMicros, ForMicros)
    {
        internal override IEnumerable<SimAgent> Troubled(SimWorld world) => [world.Agents[Agent]];

        internal override void Begin(SimWorld world) => world.Agents[Agent].ReadLagMicros += LagMicros;

        internal override void End(SimWorld world) => world.Agents[Agent].ReadLagMicros -= LagMicros;
    }

    /// <summary>The broker's disk is slow: appends take long, and overtake each other.</summary>
    public sealed record SlowAppends(long AtMicros, long ForMicros, long ExtraMicros) : Fault(AtMicros, ForMicros)
    {
        internal override void Begin(SimWorld world) => world.Pool.SlowMicros += ExtraMicros;

        internal override void End(SimWorld world) => world.Pool.SlowMicros -= ExtraMicros;
    }

    /// <summary>Appends are stored with the answer lost, not stored, or stored when nobody waits any more.</summary>
    public sealed record UnknownAppends(long AtMicros, long ForMicros, int Permille) : Fault(AtMicros, ForMicros)
    {
        internal override void Begin(SimWorld world) => world.Pool.UnknownPermille += Permille;

        internal override void End(SimWorld world) => world.Pool.UnknownPermille -= Permille;
    }

    /// <summary>The times that the broker stores jump back and forth.</summary>
    public sealed record BrokerClock(long AtMicros, long ForMicros, long LagMicros) : Fault(AtMicros, ForMicros)
    {
        internal override void Begin(SimWorld world) => world.Pool.ClockLagMicros += LagMicros;

        internal override void End(SimWorld world) => world.Pool.ClockLagMicros -= LagMicros;
    }

    /// <summary>One agent appends again, under its own name, what others appended before.</summary>
    public sealed record Parrot(long AtMicros, long ForMicros, int Agent) : Fault(AtMicros, ForMicros)
    {
        private const long EveryMicros = 250_000;

        internal override void Begin(SimWorld world)
        {
            world.Agents[Agent].IsLiar = true;
            Repeat(world, SimWorld.Stream((ulong)AtMicros, (ulong)Agent));
        }

        internal override void End(SimWorld world) => world.Watch.Tell($"agent-{Agent} repeats nothing any more");

        private void Repeat(SimWorld world, Rng rng)
        {
            SimAgent agent = world.Agents[Agent];
            if (world.Clock.Now >= EndMicros)
            {
                return;
            }

            if (agent.IsUp && world.Pool.Entries.Count > 0)
            {
                PoolEvent entry = world.Pool.Entries[(int)rng.Below(world.Pool.Entries.Count)].Event;
                bool isHarmless = entry is not (PoolEvent.Joining or PoolEvent.CampaignCanceled
                    or PoolEvent.CampaignRetried or PoolEvent.LossClaimed or PoolEvent.Leaving);
                if (isHarmless)
                {
                    world.Pool.Append(agent, entry, _ => { });
                }
            }

            world.Clock.After(EveryMicros, () => Repeat(world, rng));
        }
    }

    /// <summary>One agent appends decisions, views and results that nobody agreed to.</summary>
    public sealed record Forgery(long AtMicros, long ForMicros, int Agent) : Fault(AtMicros, ForMicros)
    {
        private const long EveryMicros = 200_000;

        internal override void Begin(SimWorld world)
        {
            world.Agents[Agent].IsLiar = true;
            Forge(world, new Forger(world, SimWorld.Stream((ulong)AtMicros, (ulong)Agent)));
        }

        internal override void End(SimWorld world) => world.Watch.Tell($"agent-{Agent} forges nothing any more");

        private void Forge(SimWorld world, Forger forger)
        {
            SimAgent agent = world.Agents[Agent];
            if (world.Clock.Now < EndMicros)
            {
                if (agent.IsUp && forger.Make(agent.Process!) is { } entry)
                {
                    world.Pool.Append(agent, entry, _ => { });
                }

                world.Clock.After(EveryMicros, () => Forge(world, forger));
            }
        }
    }
}

using Swarm.Core;
using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Faults;

/// <summary>What can happen to agents and their machines.</summary>
public static class AgentFaults
{
    /// <summary>The stall up to which nobody may be taken for lost.</summary>
    internal const long ModerateStallMicros = 700_000;

    /// <summary>The process dies and comes back as a new incarnation.</summary>
    public sealed record Crash(long AtMicros, long ForMicros, int Agent) : Fault(AtMicros, ForMicros)
    {
        internal override void Begin(SimWorld world) => world.TakeDown(world.Agents[Agent]);

        internal override void End(SimWorld world) => world.BringBack(world.Agents[Agent]);
    }

    /// <summary>The agent dies and never comes back.</summary>
    public sealed record Death(long AtMicros, long ForMicros, int Agent) : Fault(AtMicros, ForMicros)
    {
        internal override void Begin(SimWorld world) => world.TakeDown(world.Agents[Agent]);

        internal override void End(SimWorld world) => world.Watch.Tell($"agent-{Agent} stays dead");
    }

    /// <summary>All agents of a site die at once and come back together.</summary>
    public sealed record SiteLoss(long AtMicros, long ForMicros, int Site) : Fault(AtMicros, ForMicros)
    {
        internal override void Begin(SimWorld world) => There(world).ForEach(world.TakeDown);

        internal override void End(SimWorld world) => There(world).ForEach(world.BringBack);

        private List<SimAgent> There(SimWorld world) =>
            [.. world.Agents.Where(agent => world.Map.SiteOf(agent.Index) == Site)];
    }

    /// <summary>The machine comes back with an empty disk.</summary>
    public sealed record DiskLoss(long AtMicros, long ForMicros, int Agent) : Fault(AtMicros, ForMicros)
    {
        internal override void Begin(SimWorld world)
        {
            world.TakeDown(world.Agents[Agent]);
            world.Agents[Agent].Holds.Clear();
        }

        internal override void End(SimWorld world) => world.BringBack(world.Agents[Agent]);
    }

    /// <summary>The process stands still, and goes on where it was.</summary>
    public sealed record Pause(long AtMicros, long ForMicros, int Agent) : Fault(AtMicros, ForMicros)
    {
        internal override IEnumerable<SimAgent> Troubled(SimWorld world) =>
            ForMicros > ModerateStallMicros ? [world.Agents[Agent]] : [];

        internal override void Begin(SimWorld world)
        {
            if (world.Agents[Agent].Process is { } process)
            {
                process.PausedUntil = Math.Max(process.PausedUntil, EndMicros);
            }
        }

        internal override void End(SimWorld world) => world.Watch.Tell($"agent-{Agent} goes on");
    }

    /// <summary>The process stands still, another one is started in its place, and then it goes on.</summary>
    public sealed record Zombie(long AtMicros, long ForMicros, int Agent) : Fault(AtMicros, ForMicros)
    {
        internal override IEnumerable<SimAgent> Troubled(SimWorld world) => [world.Agents[Agent]];

        internal override void Begin(SimWorld world)
        {
            SimAgent agent = world.Agents[Agent];
            if (agent.IsUp)
            {
                agent.Process!.PausedUntil = Math.Max(agent.Process.PausedUntil, EndMicros);
                world.Start(agent);
            }
        }

        internal override void End(SimWorld world) => world.Watch.Tell($"the old process of agent-{Agent} goes on");
    }

    /// <summary>The clock runs fast or slow.</summary>
    public sealed record ClockDrift(long AtMicros, long ForMicros, int Agent, int Permille)
        : Fault(AtMicros, ForMicros)
    {
        internal override void Begin(SimWorld world) => Apply(world, Permille);

        internal override void End(SimWorld world) => Apply(world, -Permille);

        private void Apply(SimWorld world, int permille)
        {
            SimAgent agent = world.Agents[Agent];
            agent.DriftPermille += permille;
            agent.Processes.ForEach(process => process.Drift(agent.DriftPermille));
        }
    }

    /// <summary>The machine is overloaded: the agent takes long to look at what has come.</summary>
    public sealed record SlowAgent(long AtMicros, long ForMicros, int Agent, long ThinkMicros)
        : Fault(AtMicros, ForMicros)
    {
        internal override void Begin(SimWorld world) => world.Agents[Agent].ThinkMicros += ThinkMicros;

        internal override void End(SimWorld world) => world.Agents[Agent].ThinkMicros -= ThinkMicros;
    }

    /// <summary>The operator has the agent say goodbye, and starts it again later.</summary>
    public sealed record Departure(long AtMicros, long ForMicros, int Agent) : Fault(AtMicros, ForMicros)
    {
        internal override IEnumerable<SimAgent> Troubled(SimWorld world) => [world.Agents[Agent]];

        internal override void Begin(SimWorld world) =>
            world.Agents[Agent].Process?.Post(new AgentInput.Operator(OperatorCommand.Leave));

        internal override void End(SimWorld world)
        {
            world.TakeDown(world.Agents[Agent]);
            world.BringBack(world.Agents[Agent]);
        }
    }
}

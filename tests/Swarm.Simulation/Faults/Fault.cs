using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Faults;

/// <summary>
/// Something that goes wrong for a while. Faults add what they do and take it away again, so any of them compose.
/// </summary>
/// <param name="AtMicros">When it begins.</param>
/// <param name="ForMicros">How long it lasts.</param>
public abstract record Fault(long AtMicros, long ForMicros)
{
    /// <summary>What kind of fault it is.</summary>
    public string Kind => GetType().Name;

    /// <summary>When it ends.</summary>
    public long EndMicros => AtMicros + ForMicros;

    /// <summary>Has it begin and end in its time.</summary>
    internal void Plan(SimWorld world)
    {
        world.Clock.After(AtMicros - world.Clock.Now, () =>
        {
            world.Watch.Tell($"begins: {this}");
            foreach (SimAgent agent in Troubled(world))
            {
                agent.Trouble(world.Clock.Now);
            }

            Begin(world);
        });
        world.Clock.After(EndMicros - world.Clock.Now, () =>
        {
            world.Watch.Tell($"ends: {Kind}");
            End(world);
            foreach (SimAgent agent in Troubled(world))
            {
                agent.Recover(world.Clock.Now);
            }
        });
    }

    /// <summary>Those whom others may rightly take for lost because of it.</summary>
    internal virtual IEnumerable<SimAgent> Troubled(SimWorld world) => [];

    /// <summary>What happens when it begins.</summary>
    internal abstract void Begin(SimWorld world);

    /// <summary>What happens when it ends.</summary>
    internal abstract void End(SimWorld world);
}

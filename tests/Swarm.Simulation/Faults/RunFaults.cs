using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Faults;

/// <summary>What can be wrong with runs.</summary>
public static class RunFaults
{
    /// <summary>Some runs fail.</summary>
    public sealed record FailingRuns(long AtMicros, long ForMicros, int Permille) : Fault(AtMicros, ForMicros)
    {
        internal override void Begin(SimWorld world) => world.Runs.FailPermille += Permille;

        internal override void End(SimWorld world) => world.Runs.FailPermille -= Permille;
    }

    /// <summary>Some runs hang until their limit ends them.</summary>
    public sealed record HungRuns(long AtMicros, long ForMicros, int Permille) : Fault(AtMicros, ForMicros)
    {
        internal override void Begin(SimWorld world) => world.Runs.HangPermille += Permille;

        internal override void End(SimWorld world) => world.Runs.HangPermille -= Permille;
    }

    /// <summary>Some runs hang for ever: their agent is well and does not notice.</summary>
    public sealed record StuckRuns(long AtMicros, long ForMicros, int Permille) : Fault(AtMicros, ForMicros)
    {
        internal override void Begin(SimWorld world) => world.Runs.StickPermille += Permille;

        internal override void End(SimWorld world) => world.Runs.StickPermille -= Permille;
    }

    /// <summary>A disk is slow: inputs and results are late.</summary>
    public sealed record SlowDisk(long AtMicros, long ForMicros, int Agent, long ExtraMicros)
        : Fault(AtMicros, ForMicros)
    {
        internal override void Begin(SimWorld world) => world.Agents[Agent].DiskMicros += ExtraMicros;

        internal override void End(SimWorld world) => world.Agents[Agent].DiskMicros -= ExtraMicros;
    }

    /// <summary>Everything that an agent runs ends at once, badly.</summary>
    /// <param name="AtMicros">When it begins.</param>
    /// <param name="ForMicros">How long it lasts.</param>
    /// <param name="Agent">Which agent.</param>
    /// <param name="Ailment">How runs end there.</param>
    public sealed record FastFailing(long AtMicros, long ForMicros, int Agent, ActivityOutcome Ailment)
        : Fault(AtMicros, ForMicros)
    {
        internal override void Begin(SimWorld world) => world.Agents[Agent].Ailments.Add(Ailment);

        internal override void End(SimWorld world) => world.Agents[Agent].Ailments.Remove(Ailment);
    }
}

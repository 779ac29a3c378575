using Swarm.Simulation.Lies;
using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Faults;

/// <summary>What a lying agent does.</summary>
public static class LieFaults
{
    /// <summary>An agent lies for a while; what it said stays said.</summary>
    public abstract record Lie(long AtMicros, long ForMicros, int Agent) : Fault(AtMicros, ForMicros)
    {
        private ILie? _lie;

        internal override void Begin(SimWorld world)
        {
            _lie = Make(new Pen(world.Seals));
            world.Agents[Agent].IsLiar = true;
            world.Agents[Agent].Lies.Add(_lie);
        }

        internal override void End(SimWorld world) => world.Agents[Agent].Lies.Remove(_lie!);

        private protected abstract ILie Make(Pen pen);
    }

    /// <summary>It bids that everything costs nothing.</summary>
    public sealed record LyingBids(long AtMicros, long ForMicros, int Agent) : Lie(AtMicros, ForMicros, Agent)
    {
        private protected override ILie Make(Pen pen) => new ZeroBids();
    }

    /// <summary>It proposes nothing when it is its turn, or to a few only.</summary>
    public sealed record SilentTurns(long AtMicros, long ForMicros, int Agent, int HeardBy)
        : Lie(AtMicros, ForMicros, Agent)
    {
        private protected override ILie Make(Pen pen) => new SilentProposer(HeardBy);
    }

    /// <summary>It proposes two batches and votes for both.</summary>
    public sealed record Equivocation(long AtMicros, long ForMicros, int Agent, int Faces, bool VotesForAll)
        : Lie(AtMicros, ForMicros, Agent)
    {
        private protected override ILie Make(Pen pen) => new TwoFaced(Faces, VotesForAll, pen);
    }

    /// <summary>It hides its locks, or claims some it has not.</summary>
    public sealed record LyingLocks(long AtMicros, long ForMicros, int Agent, bool Claims)
        : Lie(AtMicros, ForMicros, Agent)
    {
        private protected override ILie Make(Pen pen) => new FalseLocks(Claims, pen);
    }
}

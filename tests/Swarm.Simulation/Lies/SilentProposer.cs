using Swarm.Core;
using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Lies;

/// <summary>It votes like the others, and proposes nothing when it is its turn, or to a few only.</summary>
internal sealed class SilentProposer(int heardBy) : ILie
{
    /// <inheritdoc/>
    public IEnumerable<Effect.Send> Tell(SimProcess liar, Effect.Send word)
    {
        bool passes = word.Message is not PeerMessage.Proposal || Faces.Of(word.To) < heardBy;
        return passes ? [word] : [];
    }
}

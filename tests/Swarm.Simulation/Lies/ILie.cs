using Swarm.Core;
using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Lies;

/// <summary>What a lying agent makes of its own words. Its core is the honest one and knows nothing of it.</summary>
internal interface ILie
{
    /// <summary>What is said instead: the same, something else, more, or nothing.</summary>
    IEnumerable<Effect.Send> Tell(SimProcess liar, Effect.Send word);
}

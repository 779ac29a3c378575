using Swarm.Core;

namespace Swarm.Simulation.Rooms;

/// <summary>A run that fetches what it needs.</summary>
/// <param name="order">The run.</param>
/// <param name="missing">The activities whose outputs are not here yet.</param>
internal sealed class SimStaging(RunOrder order, IEnumerable<int> missing)
{
    internal RunOrder Order { get; } = order;

    internal HashSet<int> Missing { get; } = [.. missing];
}

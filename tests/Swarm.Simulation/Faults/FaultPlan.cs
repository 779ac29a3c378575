using Swarm.Core;
using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Faults;

/// <summary>Which faults a run has, each with its time. A plan with fewer of them is a plan too.</summary>
/// <param name="Faults">The faults.</param>
/// <param name="EndMicros">When the last has ended; afterwards everything must come to an end.</param>
public sealed record FaultPlan(IReadOnlyList<Fault> Faults, long EndMicros)
{
    private const long ShortestMicros = 12_000_000;

    /// <summary>No faults at all.</summary>
    public static FaultPlan None { get; } = new([], 0);

    /// <summary>The kinds of faults in it.</summary>
    public IReadOnlySet<string> Kinds => Faults.Select(fault => fault.Kind).ToHashSet();

    /// <summary>The same without some of its faults.</summary>
    public FaultPlan Keeping(IReadOnlyCollection<int> places) =>
        this with { Faults = [.. Faults.Where((_, place) => places.Contains(place))] };

    /// <summary>Draws a plan for a swarm.</summary>
    internal static FaultPlan Draw(Rng rng, SimMap map, int minKinds)
    {
        long end = ShortestMicros + rng.Below(12_000_000);
        FaultMenu menu = new(rng, map, end);
        List<Func<Fault>> dishes = [.. menu.Dishes];
        int kinds = minKinds + (int)rng.Below(6);
        List<Fault> faults = [];
        for (int i = 0; i < kinds && dishes.Count > 0; i++)
        {
            int chosen = (int)rng.Below(dishes.Count);
            int times = 1 + (int)rng.Below(3);
            for (int j = 0; j < times; j++)
            {
                faults.Add(dishes[chosen]());
            }

            dishes.RemoveAt(chosen);
        }

        return new FaultPlan([.. faults.Where(fault => menu.IsBearable(fault))], end);
    }
}

using Swarm.Simulation.Faults;

namespace Swarm.Simulation.Runs;

/// <summary>Leaves out of a failing run every fault that it fails without.</summary>
internal static class Shrinker
{
    /// <summary>The places of the faults that are needed, and how the run fails with them alone.</summary>
    internal static (IReadOnlyList<int> Keep, string Wrong)? Shrink(ulong seed, SimOptions options)
    {
        string? wrong = Fails(seed, options);
        if (wrong is null)
        {
            return null;
        }

        List<int> keep = [.. options.Keep ?? Enumerable.Range(0, new Simulator(seed, options).Plan.Faults.Count)];
        bool shrinks = true;
        while (shrinks)
        {
            shrinks = false;
            foreach (int place in keep.ToArray())
            {
                int[] fewer = [.. keep.Where(other => other != place)];
                if (Fails(seed, options with { Keep = fewer }) is { } still)
                {
                    keep = [.. fewer];
                    wrong = still;
                    shrinks = true;
                }
            }
        }

        return (keep, wrong);
    }

    /// <summary>The faults that were kept, one on each line.</summary>
    internal static IEnumerable<string> Describe(ulong seed, SimOptions options) =>
        new Simulator(seed, options).Plan.Faults.Select((Fault fault) => fault.ToString());

    private static string? Fails(ulong seed, SimOptions options)
    {
        try
        {
            new Simulator(seed, options with { Trace = null }).Run();
            return null;
        }
        catch (SimulationException wrong)
        {
            return wrong.Message;
        }
    }
}

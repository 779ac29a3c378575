namespace Swarm.Benchmarks.Activities;

/// <summary>One leg: how much was done, in what time, for how much of the processors.</summary>
internal readonly record struct Leg(int Count, double Seconds, double CpuSeconds)
{
    internal double Rate => Count / Seconds;

    internal double CpuMicros => CpuSeconds * 1e6 / Count;
}

/// <summary>
/// Two ways of doing the same work, leg after leg in turn, A B A B A: on a shared machine only their ratio means
/// something, and nothing at all when A itself was not steady.
/// </summary>
internal static class Legs
{
    private const double MaxSpread = 1.5;

    /// <summary>Runs the legs and adds the figures of both and their ratio.</summary>
    internal static async Task CompareAsync(
        (string Name, Func<Task<Leg>> Run) reference, (string Name, Func<Task<Leg>> Run) ours, Figures figures)
    {
        List<Leg> a = [await reference.Run()];
        List<Leg> b = [];
        for (int i = 0; i < 2; i++)
        {
            b.Add(await ours.Run());
            a.Add(await reference.Run());
        }

        double spread = a.Max(leg => leg.Rate) / a.Min(leg => leg.Rate);
        double rate = Figures.Median([.. a.Select(leg => leg.Rate)]);
        double own = Figures.Median([.. b.Select(leg => leg.Rate)]);
        figures.Add($"{reference.Name}.rate", rate, "activities/s");
        figures.Add($"{reference.Name}.cpu_us", Figures.Median([.. a.Select(leg => leg.CpuMicros)]),
            "us CPU an activity");
        figures.Add($"{reference.Name}.spread", spread, "fastest to slowest leg");
        figures.Add($"{ours.Name}.rate", own, "activities/s");
        figures.Add($"{ours.Name}.cpu_us", Figures.Median([.. b.Select(leg => leg.CpuMicros)]), "us CPU an activity");
        if (spread > MaxSpread)
        {
            figures.Say($"  {ours.Name}: no ratio, {reference.Name} was not steady");
        }
        else
        {
            figures.Add($"{ours.Name}.ratio", own / rate, $"times {reference.Name}");
        }
    }
}

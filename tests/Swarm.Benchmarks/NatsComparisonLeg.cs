using System.Diagnostics;

namespace Swarm.Benchmarks;

/// <summary>What one leg took.</summary>
/// <param name="Seconds">Of the clock.</param>
/// <param name="CpuSeconds">Of the client's processors, user and system.</param>
internal readonly record struct NatsComparisonLeg(double Seconds, double CpuSeconds)
{
    /// <summary>Measures work in this process.</summary>
    internal static async Task<NatsComparisonLeg> MeasureAsync(Func<Task> work)
    {
        GC.Collect();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        await work();
        TimeSpan taken = Stopwatch.GetElapsedTime(start);
        return new NatsComparisonLeg(taken.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
    }
}

using System.Diagnostics;

namespace Swarm.Simulation.Runs;

/// <summary>Runs one seed after another, on as many threads as asked, until enough were run or time is up.</summary>
/// <param name="options">How each run is made.</param>
/// <param name="sums">What came of them so far.</param>
/// <param name="write">Hears of each failure at once.</param>
internal sealed class ManyRuns(SimOptions options, RunSums sums, Action<string> write)
{
    private readonly Lock _lock = new();

    /// <summary>Runs seeds up to, but not including, the last.</summary>
    /// <param name="end">Where to stop.</param>
    /// <param name="limit">When to stop at the latest.</param>
    /// <param name="jobs">On how many threads.</param>
    /// <param name="stopsAtFailure">Whether the first failure is enough.</param>
    internal void Run(ulong end, TimeSpan limit, int jobs, bool stopsAtFailure)
    {
        Stopwatch watch = Stopwatch.StartNew();
        bool GoesOn() => sums.Next < end && watch.Elapsed < limit && !(stopsAtFailure && sums.Failures.Count > 0);
        Thread[] threads = [.. Enumerable.Range(0, jobs).Select(_ => new Thread(() => Work(GoesOn)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        sums.Seconds += watch.Elapsed.TotalSeconds;
        using Process self = Process.GetCurrentProcess();
        sums.PeakMemoryBytes = Math.Max(sums.PeakMemoryBytes, self.PeakWorkingSet64);
    }

    private void Work(Func<bool> goesOn)
    {
        while (true)
        {
            ulong seed;
            lock (_lock)
            {
                if (!goesOn())
                {
                    return;
                }

                seed = sums.Next++;
            }

            Simulator run = new(seed, options);
            string? wrong = Try(run);
            lock (_lock)
            {
                if (wrong is null)
                {
                    sums.Add(run);
                }
                else
                {
                    sums.Failures[seed] = wrong;
                    write(wrong);
                }
            }
        }
    }

    private static string? Try(Simulator run)
    {
        try
        {
            run.Run();
            return null;
        }
        catch (SimulationException wrong)
        {
            return wrong.Message;
        }
    }
}

using System.Globalization;

namespace Swarm.Simulation.Runs;

/// <summary>
/// Runs range after range of seeds until as many schedules as asked for were run. Each range that is done is one line
/// of a file, so the run can be stopped at any time and goes on where it was.
/// </summary>
internal static class LongCommand
{
    private static readonly string[] s_options =
        ["--file", "--from", "--schedules", "--range", "--jobs", "--minutes", "--real-every"];

    internal static int Run(IReadOnlyList<string> words, Action<string> write)
    {
        Arguments arguments = Arguments.Parse(words, [], s_options);
        string file = arguments.Text("--file", "schedules.jsonl");
        ulong range = (ulong)arguments.Number("--range", 500);
        long wanted = arguments.Number("--schedules", 100_000);
        DateTimeOffset end = TimeProvider.System.GetUtcNow().AddMinutes(arguments.Number("--minutes", 1_000_000));
        List<RunSums> done = File.Exists(file) ? [.. File.ReadLines(file).Select(RunSums.OfLine)] : [];
        for (ulong from = (ulong)arguments.Number("--from", 1);
            done.Sum(sums => sums.Schedules) < wanted && TimeProvider.System.GetUtcNow() < end;
            from += range)
        {
            if (done.Exists(sums => sums.From == from && sums.Next == from + range))
            {
                continue;
            }

            RunSums sums = new() { From = from, Next = from };
            ManyRuns runs = new(new SimOptions { Scale = SimScale.Schedule }, sums, write)
            {
                RealEvery = (ulong)arguments.Number("--real-every", 200),
            };
            runs.Run(from + range, TimeSpan.MaxValue, (int)arguments.Number("--jobs", 2), stopsAtFailure: false);
            File.AppendAllText(file, sums.ToLine() + "\n");
            done.Add(sums);
            write(Line(sums, done.Sum(other => other.Schedules)));
        }

        RunSums all = new() { From = ulong.MaxValue };
        done.ForEach(all.Add);
        write(all.ToString());
        return all.Failures.Count == 0 ? 0 : 1;
    }

    private static string Line(RunSums sums, long total) => string.Create(
        CultureInfo.InvariantCulture,
        $"seeds {sums.From}-{sums.Next - 1}: {sums.Schedules} schedules, {sums.Short} shorter, "
        + $"{sums.Failures.Count} failed, {sums.Steps} steps, {sums.Schedules / sums.Seconds:F1} schedules/s; "
        + $"{total} schedules in all");
}

using System.Diagnostics;
using System.Text.Json;

namespace Swarm.Faults;

/// <summary>Runs tests with seeds, one after another, and keeps what they showed.</summary>
internal sealed class FaultSuite(TestPrograms programs, Journal journal, string logs, TextWriter output)
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>Runs what is not done yet; the answer is whether everything that ran held.</summary>
    internal async Task<bool> RunAsync(IReadOnlyList<IFaultTest> tests, FaultOptions options)
    {
        bool held = true;
        foreach (IFaultTest test in tests.Where(test => test.WhyNot() is null))
        {
            foreach (int seed in Enumerable.Range(options.From, options.Seeds))
            {
                if (!options.Again && journal.HasHeld(test.Name, seed))
                {
                    output.WriteLine($"{test.Name} seed {seed}: done before");
                    continue;
                }

                Verdict verdict = await TryAsync(test, seed);
                journal.Keep(verdict);
                held &= verdict.Held;
                output.WriteLine(
                    $"{test.Name} seed {seed}: {(verdict.Held ? "held" : "BROKEN")} in {verdict.Seconds:0.0} s"
                    + (verdict.Held ? "" : $"\n    {verdict.Why.ReplaceLineEndings("\n    ")}"));
            }
        }

        Tell(tests);
        if (options.Json is not null)
        {
            File.WriteAllText(options.Json, JsonSerializer.Serialize(journal.Verdicts, s_indented) + "\n");
        }

        return held;
    }

    private async Task<Verdict> TryAsync(IFaultTest test, int seed)
    {
        long begun = Stopwatch.GetTimestamp();
        FaultRun run = new(programs, test.Number * 1_000_000 + seed);
        string why = "";
        try
        {
            await test.RunAsync(run);
            Invariants invariants = new(run);
            await invariants.CheckLiveAsync();
            string store = run.Store ?? Path.Combine(run.Swarm.Founder.StateFolder, "broker", "js");
            await Processes.EndAsync(run.Swarm.Home.Folder);
            invariants.CheckLog(await PoolLog.ReadAsync(store, run.Swarm.Home.Folder));
        }
        catch (Exception broken)
        {
            why = broken.ToString();
            Keep(run, Path.Combine(logs, $"{test.Name}-{seed}"), why);
        }

        try
        {
            await run.DisposeAsync();
        }
        catch (Exception broken)
        {
            why += broken;
        }

        string build = journal.Build;
        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        return new Verdict(test.Name, seed, build, why.Length == 0, seconds, Shorten(why), run.Figures);
    }

    // All that was said, and the folder as it stood: what a person needs to find out why.
    private static void Keep(FaultRun run, string folder, string why)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, "talk"), [.. run.Talk.Lines, why]);
        File.WriteAllLines(Path.Combine(folder, "witness"), run.Swarm.Testimonies());
        foreach ((string name, IReadOnlyList<string> lines) in run.Exhibits)
        {
            File.WriteAllLines(Path.Combine(folder, name), lines);
        }

        foreach (TestAgent agent in run.Swarm.Agents)
        {
            File.WriteAllLines(Path.Combine(folder, $"{agent.Name}.log"), agent.Story);
        }
    }

    private static string Shorten(string why) =>
        string.Join('\n', why.Split('\n').TakeWhile(line => !line.StartsWith("   at ", StringComparison.Ordinal)).Take(12));

    private void Tell(IReadOnlyList<IFaultTest> tests)
    {
        output.WriteLine($"\n{"#",2}  {"test",-22} {"held",7} {"median",8}   figures (the largest of all seeds)");
        foreach (IFaultTest test in tests)
        {
            Verdict[] verdicts = [.. journal.Verdicts.Where(verdict => verdict.Test == test.Name)];
            string figures = string.Join(", ", verdicts.SelectMany(verdict => verdict.Figures)
                .GroupBy(figure => figure.Key).OrderBy(figure => figure.Key, StringComparer.Ordinal)
                .Select(figure => $"{figure.Key} {figure.Max(one => one.Value):0.###}"));
            string rest = test.WhyNot() is { } reason ? $"not run: {reason}"
                : verdicts.Length == 0 ? "not run yet"
                : $"{verdicts.Count(verdict => verdict.Held),3}/{verdicts.Length,-3} "
                + $"{verdicts.Select(verdict => verdict.Seconds).Order().ElementAt(verdicts.Length / 2),6:0.0} s   {figures}";
            output.WriteLine($"{test.Number,2}  {test.Name,-22} {rest}");
        }
    }
}

using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Swarm.Faults;

/// <summary>Runs tests with seeds, one after another, and keeps what they showed.</summary>
internal sealed class FaultSuite(TestPrograms programs, Journal journal, string logs, TextWriter output)
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    private static readonly TimeSpan s_storyLimit = TimeSpan.FromSeconds(5);

    private volatile bool _isStopped;
    private string? _home;

    /// <summary>
    /// Ends early: the processes of the run under way are ended, so that it fails, tidies up after itself and is not
    /// recorded.
    /// </summary>
    internal void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _isStopped = true;
        foreach (int processId in _home is { } home ? Processes.Naming(home) : [])
        {
            Signals.Kill(processId);
        }
    }

    /// <summary>Runs what is not done yet; the answer is whether everything that ran held.</summary>
    internal async Task<bool> RunAsync(IReadOnlyList<IFaultTest> tests, FaultOptions options)
    {
        bool held = true;
        long begun = Stopwatch.GetTimestamp();
        foreach (int seed in Enumerable.Range(options.From, options.Seeds))
        {
            foreach (IFaultTest test in tests.Where(test => test.WhyNot() is null))
            {
                if (_isStopped || Stopwatch.GetElapsedTime(begun) > options.Within)
                {
                    continue;
                }

                if (!options.Again && journal.HasHeld(test.Name, seed))
                {
                    output.WriteLine($"{test.Name} seed {seed}: done before");
                    continue;
                }

                Verdict verdict = await TryAsync(test, seed);
                if (_isStopped)
                {
                    held = false;
                    continue;
                }

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
        FaultRun run = new(programs, (test.Number * 1_000_000) + seed);
        _home = run.Swarm.Home.Folder;
        string why = "";
        try
        {
            await test.RunAsync(run);
            await run.JudgeAsync();
        }
        catch (Exception broken)
        {
            why = broken.ToString();
            await TellStoriesAsync(run);
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

    // What the first agent that answers says of every campaign, for the record.
    private static async Task TellStoriesAsync(FaultRun run)
    {
        foreach (string id in run.Accepted)
        {
            CampaignWatcher watcher =
                run.Swarm.Watch(id, string.Join(',', run.Swarm.Agents.Select(agent => agent.Name)));
            try
            {
                await watcher.EndAsync(s_storyLimit);
            }
            catch (TimeoutException)
            {
                // It has not ended: what it told so far is what there is.
            }

            run.Exhibits[$"{id}.story"] = watcher.Lines;
        }
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

    private static string Shorten(string why) => string.Join(
        '\n', why.Split('\n').TakeWhile(line => !line.StartsWith("   at ", StringComparison.Ordinal)).Take(12));

    private void Tell(IReadOnlyList<IFaultTest> tests)
    {
        output.WriteLine($"\n{"#",2}  {"test",-22} {"held",7} {"median",8}   figures (the largest of all seeds)");
        foreach (IFaultTest test in tests)
        {
            Verdict[] verdicts = [.. journal.Verdicts.Where(verdict => verdict.Test == test.Name)];
            string figures = string.Join(", ", verdicts.SelectMany(verdict => verdict.Figures)
                .GroupBy(figure => figure.Key).OrderBy(figure => figure.Key, StringComparer.Ordinal)
                .Select(figure => $"{figure.Key} {figure.Max(one => one.Value):0.###}"));
            double[] seconds = [.. verdicts.Select(verdict => verdict.Seconds).Order()];
            string rest = test.WhyNot() is { } reason ? $"not run: {reason}"
                : verdicts.Length == 0 ? "not run yet"
                : $"{verdicts.Count(verdict => verdict.Held),3}/{verdicts.Length,-3} "
                + $"{seconds[seconds.Length / 2],6:0.0} s   {figures}";
            output.WriteLine($"{test.Number,2}  {test.Name,-22} {rest}");
        }
    }
}

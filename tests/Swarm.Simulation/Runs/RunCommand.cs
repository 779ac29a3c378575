namespace Swarm.Simulation.Runs;

/// <summary>Runs seeds: one with its story, or many with their sums.</summary>
internal static class RunCommand
{
    private static readonly string[] s_flags = ["--small", "--trace", "--words", "--shrink", "--first"];

    private static readonly string[] s_options =
        ["--seed", "--keep", "--from", "--count", "--minutes", "--jobs", "--state"];

    internal static int Run(IReadOnlyList<string> words, Action<string> write)
    {
        Arguments arguments = Arguments.Parse(words, s_flags, s_options);
        SimOptions options = new()
        {
            Scale = arguments.Has("--small") ? SimScale.Small : SimScale.Schedule,
            Keep = arguments.Numbers("--keep"),
            Trace = arguments.Has("--trace") || arguments.Has("--words") ? write : null,
            WithWords = arguments.Has("--words"),
        };
        return arguments.Has("--seed")
            ? RunOne((ulong)arguments.Number("--seed", 0), options, arguments.Has("--shrink"), write)
            : RunMany(arguments, options, write);
    }

    private static int RunOne(ulong seed, SimOptions options, bool shrinks, Action<string> write)
    {
        if (shrinks)
        {
            if (Shrinker.Shrink(seed, options) is not { } shrunk)
            {
                write($"seed {seed} does not fail");
                return 0;
            }

            options = options with { Keep = shrunk.Keep };
            write(shrunk.Wrong);
            write($"replay with --keep {string.Join(',', shrunk.Keep)}, which leaves");
            foreach (string fault in Shrinker.Describe(seed, options))
            {
                write($"  {fault}");
            }

            return 1;
        }

        RunSums sums = new() { From = seed, Next = seed };
        new ManyRuns(options, sums, write).Run(seed + 1, TimeSpan.MaxValue, 1, false);
        write(sums.ToString());
        return sums.Failures.Count == 0 ? 0 : 1;
    }

    private static int RunMany(Arguments arguments, SimOptions options, Action<string> write)
    {
        string? path = arguments.Has("--state") ? arguments.Text("--state", "") : null;
        ulong from = (ulong)arguments.Number("--from", 1);
        RunSums sums = RunSums.Load(path, from);
        ulong end = from + (ulong)arguments.Number("--count", arguments.Has("--minutes") ? long.MaxValue / 2 : 1000);
        TimeSpan limit = TimeSpan.FromMinutes(arguments.Number("--minutes", 1_000_000));
        new ManyRuns(options, sums, write).Run(
            end, limit, (int)arguments.Number("--jobs", 1), arguments.Has("--first"));
        sums.Save(path);
        write(sums.ToString());
        return sums.Failures.Count == 0 ? 0 : 1;
    }
}

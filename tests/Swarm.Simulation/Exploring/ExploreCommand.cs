using System.Diagnostics;
using Swarm.Simulation.Runs;

namespace Swarm.Simulation.Exploring;

/// <summary>Explores one slot at four members, with each of them lying in turn, and prints how far it came.</summary>
internal static class ExploreCommand
{
    private static readonly string[] s_options = ["--ballots", "--depth", "--states", "--seconds", "--liar"];

    internal static int Run(IReadOnlyList<string> words, Action<string> write)
    {
        Arguments arguments = Arguments.Parse(words, [], s_options);
        ExplorerOptions options = new()
        {
            LastBallot = (int)arguments.Number("--ballots", 2) - 1,
            Depth = (int)arguments.Number("--depth", int.MaxValue),
            States = (int)arguments.Number("--states", 2_000_000),
            Limit = TimeSpan.FromSeconds(arguments.Number("--seconds", 60)),
        };
        int[] liars = arguments.Has("--liar") ? [(int)arguments.Number("--liar", 0)] : [-1, 0, 1, 3];
        return liars.Sum(liar => Explore(options with { Liar = liar, Restarts = liar < 0 }, write)) == 0 ? 0 : 1;
    }

    private static int Explore(ExplorerOptions options, Action<string> write)
    {
        Stopwatch watch = Stopwatch.StartNew();
        Explorer explorer = new(options);
        IReadOnlyList<string>? story = explorer.Run();
        string who = options.Liar < 0 ? "nobody lies, one may restart" : $"member {options.Liar} lies";
        write($"{who}, "
            + $"{options.LastBallot + 1} ballots: {explorer.States:N0} states, {explorer.MovesMade:N0} moves, "
            + $"{explorer.Depth} deep, {(explorer.IsComplete ? "complete" : "cut off")}; "
            + $"{explorer.LocalStates:N0} states of single members, {explorer.StepsTaken:N0} steps taken, "
            + $"{watch.Elapsed.TotalSeconds:F1} s");
        foreach (string line in story ?? [])
        {
            write($"  {line}");
        }

        return story is null ? 0 : 1;
    }
}

using Swarm.Simulation.Runs;

namespace Swarm.Simulation.Mutants;

/// <summary>
/// Builds each mutant of the core beside the real one, which stays as it is, and has this program look for the fault
/// with the mutant in the core's place.
/// </summary>
internal static class MutantCommand
{
    private static readonly string[] s_options = ["--only", "--seconds"];

    internal static async Task<int> RunAsync(IReadOnlyList<string> words, Action<string> write)
    {
        Arguments arguments = Arguments.Parse(words, [], s_options);
        string root = RepositoryRoot();
        string list = File.ReadAllText(Path.Combine(root, "tests", "Swarm.Simulation", "Mutants", "mutants.txt"));
        TimeSpan limit = TimeSpan.FromSeconds(arguments.Number("--seconds", 120));
        string[] only = arguments.Text("--only", "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        int missed = 0;
        write("| mutant | looked for by | found by | after | what the checker says |");
        write("| --- | --- | --- | --- | --- |");
        foreach (Mutant mutant in Mutant.Read(list).Where(mutant => only.Length == 0 || only.Contains(mutant.Name)))
        {
            MutantRun run = new(root, mutant, limit);
            string line = await run.FindAsync();
            missed += run.IsFound ? 0 : 1;
            write(line);
        }

        write(missed == 0 ? "all were found" : $"{missed} were not found");
        return missed == 0 ? 0 : 1;
    }

    /// <summary>The folder of the solution this program was built from.</summary>
    internal static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Swarm.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new ArgumentException("mutants are made from the sources: run this inside the repository");
    }
}

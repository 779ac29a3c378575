using Swarm.Simulation.Mutants;
using Swarm.UnitTests.Architecture;
using Xunit;

namespace Swarm.UnitTests.Core;

/// <summary>The list of mutants keeps step with the core: each still says what to change, and where.</summary>
public sealed class MutantTests
{
    private static readonly IReadOnlyList<Mutant> s_mutants =
        Mutant.Read(SourceTree.Repository.Files.Single(file => file.Path.EndsWith("mutants.txt")).Text);

    [Fact]
    public void There_are_enough_and_each_has_a_name_of_its_own()
    {
        Assert.True(s_mutants.Count >= 15, $"only {s_mutants.Count} mutants");
        Assert.Equal(s_mutants.Count, s_mutants.Select(mutant => mutant.Name).Distinct().Count());
    }

    [Fact]
    public void Each_text_is_in_its_file_once()
    {
        List<string> wrong = [];
        foreach (Mutant mutant in s_mutants)
        {
            foreach ((string file, string from, string to) in mutant.Edits)
            {
                string path = $"src/Swarm.Core/{file}";
                int times = SourceTree.Repository.Files.Single(known => known.Path == path).Text.Split(from).Length - 1;
                if (times != 1 || to.Length == 0)
                {
                    wrong.Add($"{mutant.Name}: {times} times in {file}: {from}");
                }
            }
        }

        Assert.Empty(wrong);
    }
}

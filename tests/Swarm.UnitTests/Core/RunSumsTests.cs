using Swarm.Simulation;
using Swarm.Simulation.Runs;
using Xunit;

namespace Swarm.UnitTests.Core;

/// <summary>A long run goes on where it was left.</summary>
public sealed class RunSumsTests
{
    [Fact]
    public void Two_slices_come_to_the_same_as_one()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("swarm").FullName, "sums.json");
        RunSums whole = RunSums.Load(null, 1);
        Run(whole, 7);

        RunSums first = RunSums.Load(path, 1);
        Run(first, 4);
        first.Save(path);
        RunSums second = RunSums.Load(path, 1);
        Run(second, 7);

        Assert.Equal(
            (whole.Next, whole.Steps, whole.Messages, whole.Decisions, whole.Entries),
            (second.Next, second.Steps, second.Messages, second.Decisions, second.Entries));
        Assert.Equal(whole.FaultKinds, second.FaultKinds);
        Assert.Empty(second.Failures);
    }

    [Fact]
    public void A_file_of_other_seeds_is_not_gone_on_with()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("swarm").FullName, "sums.json");
        RunSums.Load(path, 5).Save(path);

        Assert.Throws<ArgumentException>(() => RunSums.Load(path, 6));
    }

    private static void Run(RunSums sums, ulong end) =>
        new ManyRuns(new SimOptions(), sums, _ => { }).Run(end, TimeSpan.FromMinutes(1), 2, stopsAtFailure: false);
}

using Swarm.Simulation;
using Xunit;

namespace Swarm.UnitTests.Core;

/// <summary>Whole swarms in one thread: the shipped core under drawn faults, and the same seed twice.</summary>
public sealed class SimulationTests
{
    [Theory]
    [InlineData(1, 30)]
    [InlineData(5_000, 30)]
    public void No_seed_breaks_an_invariant(ulong from, ulong count)
    {
        long steps = 0;
        for (ulong seed = from; seed < from + count; seed++)
        {
            Simulator simulator = new(seed);
            simulator.Run();
            steps += simulator.Steps;
        }

        Assert.True(steps > (long)count * 100, $"only {steps} steps: the swarms did nothing");
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        Simulator first = new(77);
        first.Run();
        Simulator second = new(77);
        second.Run();
        Assert.Equal(first.LogDigest, second.LogDigest);
        Assert.Equal((first.Steps, first.Messages), (second.Steps, second.Messages));
    }

    [Fact]
    public void Without_faults_nothing_runs_twice()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            Simulator simulator = new(seed, FaultPlan.None);
            simulator.Run();
            Assert.Equal(simulator.Activities, simulator.Runs);
        }
    }

    // Found a log that filled with claims of loss and answers to them.
    [Fact]
    public void Seed_1030_does_not_fill_the_log_with_claims()
    {
        Simulator simulator = new(1030);
        simulator.Run();
        Assert.InRange(simulator.Entries, 1, 2_000);
    }
}

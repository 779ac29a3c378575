using Swarm.Simulation;
using Swarm.Simulation.Faults;
using Xunit;

namespace Swarm.UnitTests.Core;

/// <summary>Whole swarms in one thread: the shipped core under drawn faults, and the same seed twice.</summary>
public sealed class SimulationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5_000)]
    public void No_small_seed_breaks_a_rule(ulong from)
    {
        long steps = 0;
        for (ulong seed = from; seed < from + 60; seed++)
        {
            Simulator simulator = new(seed);
            simulator.Run();
            steps += simulator.Steps;
        }

        Assert.True(steps > 60_000, $"only {steps} steps: the swarms did nothing");
    }

    [Fact]
    public void No_schedule_breaks_a_rule()
    {
        HashSet<string> kinds = [];
        for (ulong seed = 1; seed <= 25; seed++)
        {
            Simulator simulator = new(seed, new SimOptions { Scale = SimScale.Schedule });
            simulator.Run();
            kinds.UnionWith(simulator.Plan.Kinds);
        }

        Assert.True(kinds.Count >= 20, $"only {kinds.Count} kinds of faults were tried");
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        SimOptions options = new() { Scale = SimScale.Schedule };
        Simulator first = new(77, options);
        first.Run();
        Simulator second = new(77, options);
        second.Run();
        Assert.Equal(first.LogDigest, second.LogDigest);
        Assert.Equal((first.Steps, first.Messages), (second.Steps, second.Messages));
    }

    [Fact]
    public void Without_faults_nothing_runs_twice()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            Simulator simulator = new(seed, new SimOptions { Plan = FaultPlan.None, IsUserSteady = true });
            simulator.Run();
            Assert.Equal(
                (simulator.Activities, simulator.Campaigns), (simulator.Runs, simulator.Completed));
        }
    }
}

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

    /// <summary>
    /// Alive to probes, dead to work, and nobody else writes: the log's time is moved on, the run is taken back, and
    /// the agent is given nothing more.
    /// </summary>
    [Fact]
    public void What_an_agent_that_cannot_write_runs_is_taken_back_and_run_elsewhere()
    {
        int revoked = 0;
        for (ulong seed = 1; seed <= 40; seed++)
        {
            Simulator simulator = new(seed, FaultPlan.None with { IsFirstRunnerMute = true });
            if (simulator.Agents > 1)
            {
                simulator.Run();
                revoked += simulator.Revocations > 0 ? 1 : 0;
                Assert.InRange(simulator.ElapsedMicros, 0, 40_000_000);
            }
        }

        Assert.True(revoked > 20, $"only {revoked} runs had to be taken back: the test tests nothing");
    }

    [Fact]
    public void Nothing_is_taken_back_because_the_broker_was_away()
    {
        for (ulong seed = 1; seed <= 40; seed++)
        {
            Simulator simulator = new(
                seed, FaultPlan.None with { PoolOutageEveryMicros = 5_000_000, EndMicros = 20_000_000 });
            simulator.Run();

            Assert.Equal((seed, 0), (seed, simulator.Revocations));
        }
    }

    [Fact]
    public void A_run_that_hangs_is_taken_back_when_its_limit_is_long_over()
    {
        int revoked = 0;
        for (ulong seed = 1; seed <= 20; seed++)
        {
            Simulator simulator = new(seed, FaultPlan.None with { HangPermille = 200, EndMicros = 20_000_000 });
            simulator.Run();
            revoked += simulator.Revocations;
        }

        Assert.True(revoked > 20, $"only {revoked} runs were taken back");
    }

    [Fact]
    public void At_rest_nobody_writes_and_nobody_gives_up_on_anybody()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            Simulator simulator = new(seed);
            simulator.Run();
            simulator.Rest(60_000_000);
            (int entries, int timeouts) = (simulator.Entries, simulator.RoundTimeouts);

            simulator.Rest(120_000_000);

            Assert.Equal((seed, entries, timeouts), (seed, simulator.Entries, simulator.RoundTimeouts));
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

using Swarm.Core.Consensus;
using Swarm.Simulation;
using Swarm.Simulation.Faults;
using Xunit;

namespace Swarm.UnitTests.Core;

/// <summary>Whole swarms in one thread: the shipped core under drawn faults, and the same seed twice.</summary>
public sealed class SimulationTests
{
    private static readonly SimOptions s_healthy = new() { Plan = FaultPlan.None, IsUserSteady = true };

    [Theory]
    [InlineData(1)]
    [InlineData(5_000)]
    public void No_small_seed_breaks_a_rule(ulong from)
    {
        long steps = 0;
        for (ulong seed = from; seed < from + 30; seed++)
        {
            Simulator simulator = new(seed);
            simulator.Run();
            steps += simulator.Steps;

            // A log once filled with claims of loss and answers to them.
            Assert.InRange(simulator.Entries, 1, 2_000);
        }

        Assert.True(steps > 30_000, $"only {steps} steps: the swarms did nothing");
    }

    [Fact]
    public void No_schedule_breaks_a_rule()
    {
        HashSet<string> kinds = [];
        for (ulong seed = 1; seed <= 10; seed++)
        {
            Simulator simulator = new(seed, new SimOptions { Scale = SimScale.Schedule });
            simulator.Run();
            kinds.UnionWith(simulator.Plan.Kinds);
        }

        Assert.True(kinds.Count >= 15, $"only {kinds.Count} kinds of faults were tried");
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
            Simulator simulator = new(seed, s_healthy);
            simulator.Run();
            Assert.Equal(
                (simulator.Activities, simulator.Campaigns), (simulator.Runs, simulator.Completed));
        }
    }

    /// <summary>
    /// Alive to probes, dead to work, and nobody else writes: the log's time is moved on, the run is taken back, and
    /// the agent is given nothing more. Found two agents of which the one that collected the votes was mute: it alone
    /// knew the decision, and did not go on to the next ballot with the other.
    /// </summary>
    [Theory]
    [InlineData(AgreementMode.AllToAll)]
    [InlineData(AgreementMode.Collector)]
    [InlineData(AgreementMode.SingleVote)]
    public void What_an_agent_that_cannot_write_runs_is_taken_back_and_run_elsewhere(AgreementMode mode)
    {
        int revoked = 0;
        FaultPlan plan = new([new PoolFaults.MuteFirstRunner(0, 0)], 0);
        for (ulong seed = 1; seed <= 16; seed++)
        {
            Simulator simulator = new(seed, s_healthy with { Plan = plan, Mode = mode });
            if (simulator.Agents > 1)
            {
                simulator.Run();
                revoked += simulator.Revocations > 0 ? 1 : 0;
                Assert.InRange(simulator.ElapsedMicros, 0, 60_000_000);
            }
        }

        Assert.True(revoked > 6, $"only {revoked} runs had to be taken back: the test tests nothing");
    }

    /// <summary>
    /// Found activities that went wrong at everybody but the silent agent: all left them to it, and it is given
    /// nothing.
    /// </summary>
    [Fact]
    public void What_failed_elsewhere_is_not_left_to_an_agent_that_cannot_write()
    {
        FaultPlan plan = new(
            [new PoolFaults.MuteFirstRunner(0, 0), new RunFaults.FailingRuns(0, 30_000_000, 300)], 30_000_000);
        for (ulong seed = 1; seed <= 12; seed++)
        {
            Simulator simulator = new(seed, s_healthy with { Plan = plan });
            if (simulator.Agents > 1)
            {
                simulator.Run();
            }
        }
    }

    [Fact]
    public void Nothing_is_taken_back_because_the_broker_was_away()
    {
        FaultPlan plan = new(
            [new PoolFaults.Outage(500_000, 11_000_000), new PoolFaults.Outage(18_000_000, 12_000_000)], 30_000_000);
        for (ulong seed = 1; seed <= 20; seed++)
        {
            Simulator simulator = new(seed, s_healthy with { Plan = plan });
            simulator.Run();

            Assert.Equal((seed, 0), (seed, simulator.Revocations));
        }
    }

    [Fact]
    public void A_run_that_hangs_for_ever_is_taken_back_when_its_limit_is_long_over()
    {
        int revoked = 0;
        FaultPlan plan = new([new RunFaults.StuckRuns(0, 20_000_000, 200)], 20_000_000);
        for (ulong seed = 1; seed <= 10; seed++)
        {
            Simulator simulator = new(seed, s_healthy with { Plan = plan });
            simulator.Run();
            revoked += simulator.Revocations;
        }

        Assert.True(revoked > 10, $"only {revoked} runs were taken back");
    }

    [Fact]
    public void At_rest_nobody_writes_and_nobody_gives_up_on_anybody()
    {
        for (ulong seed = 1; seed <= 8; seed++)
        {
            Simulator simulator = new(seed);
            simulator.Run();
            simulator.Rest(60_000_000);
            (int entries, int timeouts) = (simulator.Entries, simulator.RoundTimeouts);

            simulator.Rest(120_000_000);

            Assert.Equal((seed, entries, timeouts), (seed, simulator.Entries, simulator.RoundTimeouts));
        }
    }
}

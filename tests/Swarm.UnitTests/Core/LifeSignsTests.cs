using Swarm.Model;
using Xunit;

namespace Swarm.UnitTests.Core;

/// <summary>Entries that say nothing are written when a wait depends on the log's time, and never else.</summary>
public sealed class LifeSignsTests
{
    private const long MinuteMicros = 60_000_000;

    private readonly SoloSwarm _swarm = new();

    [Fact]
    public void A_run_that_is_well_is_reported_at_its_pace_for_an_hour_and_nothing_else_is_written()
    {
        _swarm.Submit(Activity("a"));
        _swarm.Advance(Assert.Single(_swarm.Runs), ActivityState.Running);
        int before = _swarm.Log.Count;

        _swarm.Pass(60 * MinuteMicros);

        Assert.InRange(_swarm.Log.Count - before, 230, 245);
        Assert.Equal(0, _swarm.EmptyReports);
        Assert.Single(_swarm.Runs);
    }

    [Fact]
    public void What_waits_for_room_is_reported_too_and_not_taken_back()
    {
        CampaignGraph graph = _swarm.Submit([.. Enumerable.Range(0, 3).Select(i => Activity($"a{i}") with
        {
            ExpectedTime = TimeSpan.FromMilliseconds(1),
        })]);
        Assert.Single(_swarm.Runs);

        _swarm.Pass(10 * MinuteMicros);

        Assert.All(
            Enumerable.Range(0, 3),
            index => Assert.Equal(Attempt.First, _swarm.Core.Reading.Find(graph.Id)!.Activity(index).Attempt));
        Assert.Equal(0, _swarm.EmptyReports);
    }

    [Fact]
    public void A_run_beyond_its_limit_is_taken_back_and_a_sign_of_life_brings_work_again()
    {
        CampaignGraph graph = _swarm.Submit(Activity("a") with { TimeLimit = TimeSpan.FromSeconds(10) });
        _swarm.Advance(_swarm.Runs[0], ActivityState.Running);

        _swarm.Pass(12 * MinuteMicros);

        Assert.Equal(new Attempt(2), _swarm.Core.Reading.Find(graph.Id)!.Activity(0).Attempt);
        Assert.Equal(2, _swarm.Runs.Count);

        // One to move the log's time beyond the limit, one to show that it can write.
        Assert.Equal(2, _swarm.EmptyReports);
    }

    [Fact]
    public void An_agent_that_could_not_write_takes_its_run_back_when_it_can_again()
    {
        CampaignGraph graph = _swarm.Submit(Activity("a"));
        _swarm.IsMute = true;
        _swarm.Pass(10 * MinuteMicros);
        Assert.Equal(Attempt.First, _swarm.Core.Reading.Find(graph.Id)!.Activity(0).Attempt);

        _swarm.IsMute = false;
        _swarm.Pass(MinuteMicros);

        Assert.InRange(_swarm.Log.Count, 1, 20);
        Assert.Equal(ActivityState.StagingIn, _swarm.Core.Reading.Find(graph.Id)!.Activity(0).State);
    }

    [Fact]
    public void A_broker_whose_clock_stands_still_is_written_to_once_a_second_at_most()
    {
        SoloSwarm swarm = new() { IsClockStopped = true };
        swarm.Submit(Activity("a") with { TimeLimit = TimeSpan.FromSeconds(1) });
        swarm.Advance(swarm.Runs[0], ActivityState.Running);
        int before = swarm.Log.Count;

        swarm.Pass(60 * MinuteMicros);

        Assert.InRange(swarm.Log.Count - before, 200, 300);
    }

    private static ActivitySpec Activity(string name) => new() { Name = name, Plugin = "noop" };
}

using Swarm.Core;
using Swarm.Model;
using Xunit;

namespace Swarm.UnitTests.Core;

/// <summary>A process that ended before it published is followed by one that does.</summary>
public sealed class EarlierRunsTests
{
    private static readonly ActivityOutcome s_made =
        new ActivityOutcome.Succeeded(OutputManifest.Empty, RunFigures.None);

    private static readonly ActivityOutcome s_failed =
        new ActivityOutcome.Failed(ErrorCode.ExitCode, "1", RunFigures.None);

    [Fact]
    public void What_stands_is_published_once_the_log_was_read()
    {
        SoloLog log = SoloLog.Of(2, s_made);

        LoneAgent later = new(seed: 2);
        Assert.Empty(later.Read(log.Entries));
        Assert.Equal(
            [new Effect.Publish(log.Activity(0), Attempt.First), new Effect.Publish(log.Activity(1), Attempt.First)],
            later.CatchUp());
    }

    [Fact]
    public void A_result_that_comes_in_late_is_published_at_once()
    {
        SoloLog log = SoloLog.Of(1, s_made);
        int last = log.Entries.FindLastIndex(entry => entry.Event is PoolEvent.Finished);

        LoneAgent later = new(seed: 2);
        later.Read(log.Entries[..last]);
        Assert.Empty(later.CatchUp());
        Assert.Equal(
            [new Effect.Publish(log.Activity(0), Attempt.First)], later.Read(log.Entries[last..]));
    }

    [Fact]
    public void What_does_not_stand_is_thrown_away()
    {
        SoloLog log = SoloLog.Of(1, s_failed, s_made);

        LoneAgent later = new(seed: 2);
        later.Read(log.Entries);
        Assert.Equal(
            [
                new Effect.Publish(log.Activity(0), Attempt.First.Next),
                new Effect.Discard(log.Activity(0), Attempt.First),
            ],
            later.CatchUp());
    }

    [Fact]
    public void What_another_agent_made_is_its_own_to_publish()
    {
        SoloLog log = SoloLog.Of(2, s_made);

        LoneAgent other = new(seed: 2, "other");
        Assert.Empty(other.Read(log.Entries));
        Assert.Empty(other.CatchUp());
    }
}

using Swarm.Core.Ledger;
using Swarm.Core.Membership;
using Swarm.Model;
using Xunit;

namespace Swarm.UnitTests.Core;

/// <summary>What was done is made again when its outputs are gone, and a campaign ends all the same.</summary>
public sealed class ReopeningTests
{
    private static readonly ActivityOutcome s_done =
        new ActivityOutcome.Succeeded(OutputManifest.Empty, RunFigures.None);

    private static readonly ActivityOutcome s_failed =
        new ActivityOutcome.Failed(ErrorCode.ExitCode, "exit code 1", RunFigures.None);

    private readonly FoldedLog _log = new();

    public ReopeningTests() => _log.Found("a");

    [Fact]
    public void An_output_that_nobody_has_is_made_again_before_what_needs_it()
    {
        CampaignGraph graph = _log.Submit(("p", []), ("q", ["p"]));
        _log.Run(graph, 0, s_done);
        _log.Run(graph, 1, Missing(0));
        Assert.Equal([ActivityState.Queued, ActivityState.Created], States(graph));

        _log.Run(graph, 0, s_done);
        _log.Run(graph, 1, s_done);

        Assert.Equal(ActivityState.Completed, _log.Fold.Ledger.Find(graph.Id)!.State);
    }

    // Found by the simulator: it waited for what had failed, for ever.
    [Fact]
    public void What_has_to_be_made_again_from_something_that_failed_meanwhile_is_skipped()
    {
        CampaignGraph graph = _log.Submit(("p", []), ("q", ["p"]), ("r", ["q"]), ("s", ["p"]));
        _log.Run(graph, 0, s_done);
        _log.Run(graph, 1, s_done);
        _log.Run(graph, 3, Missing(0));
        _log.Run(graph, 0, s_failed);

        _log.Run(graph, 2, Missing(1));

        Assert.Equal(
            [ActivityState.Failed, ActivityState.Skipped, ActivityState.Skipped, ActivityState.Skipped], States(graph));
        Assert.Equal(ActivityState.Failed, _log.Fold.Ledger.Find(graph.Id)!.State);
    }

    [Fact]
    public void What_can_be_made_again_no_more_fails_with_what_needs_it_each_closed_once()
    {
        CampaignGraph graph = _log.Submit(("p", []), ("q", ["p"]));
        for (int i = 0; i < _log.Settings.MaxReleases; i++)
        {
            _log.Run(graph, 0, new ActivityOutcome.Released(ErrorCode.Draining, "the agent is stopping"));
        }

        _log.Run(graph, 0, s_done);
        _log.Run(graph, 1, Missing(0));

        Assert.Equal([ActivityState.Failed, ActivityState.Skipped], States(graph));
        Assert.Single(_log.News.Closed);
        Assert.Equal(0, _log.Fold.Ledger.Ready.Count);
    }

    // Found by a power cut: the same agent was asked nine times, and nobody else could bear it witness.
    [Fact]
    public void Who_misses_an_output_is_asked_again_only_after_the_others()
    {
        MemberKey[] members = BecomeFour();
        CampaignGraph graph = _log.Submit(("p", []), ("q", ["p"]));
        _log.Run(graph, 0, s_done);

        _log.Run(graph, 1, members[1], Missing(0));

        CampaignRecord record = _log.Fold.Ledger.Find(graph.Id)!;
        Assert.Equal([false, true, false, false], members.Select(member => record.IsShunned(1, member.Agent)));
        Assert.Equal([ActivityState.Completed, ActivityState.Queued], States(graph));

        _log.Run(graph, 1, members[2], Missing(0));
        Assert.Equal([ActivityState.Queued, ActivityState.Created], States(graph));
    }

    [Fact]
    public void The_word_of_the_only_one_who_could_use_an_output_is_enough_to_make_it_again()
    {
        MemberKey[] members = BecomeFour();
        CampaignGraph graph = _log.Submit(Placement.Parse("b"), ("p", []), ("q", ["p"]));
        _log.Run(graph, 0, members[1], s_done);

        _log.Run(graph, 1, members[1], Missing(0));

        Assert.Equal([ActivityState.Queued, ActivityState.Created], States(graph));
    }

    private MemberKey[] BecomeFour()
    {
        MemberKey founder = _log.Fold.View.Members[0].Key;
        MemberKey[] all = [founder, .. "bcd".Select(name => _log.Join($"{name}"))];
        _log.Install([founder], all);
        return all;
    }

    private static ActivityOutcome.Released Missing(int producer) =>
        new ActivityOutcome.Released(ErrorCode.InputMissing, "nobody holds it", producer);

    private ActivityState[] States(CampaignGraph graph) =>
        [.. _log.Fold.Ledger.Find(graph.Id)!.Activities.Select(activity => activity.State)];
}

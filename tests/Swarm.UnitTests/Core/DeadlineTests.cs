using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Core.Ledger;
using Swarm.Model;
using Xunit;

namespace Swarm.UnitTests.Core;

/// <summary>Whether a holder is too late is a matter of the log alone.</summary>
public sealed class DeadlineTests
{
    private const long SecondMicros = 1_000_000;

    private readonly LogFold _fold;
    private readonly FoldNews _news = new();
    private readonly RunOrder _run;
    private long _micros;

    public DeadlineTests()
    {
        SoloSwarm swarm = new();
        swarm.Submit(new ActivitySpec { Name = "a", Plugin = "noop" });
        _run = Assert.Single(swarm.Runs);
        _fold = new LogFold(swarm.Settings);
        foreach (AgentInput.PoolEntry entry in swarm.Log.TakeWhile(entry => entry.Event is not PoolEvent.Running))
        {
            _fold.Apply(entry, _news);
            _micros = entry.BrokerMicros;
        }
    }

    [Fact]
    public void A_run_is_overdue_when_its_first_report_is_and_not_before()
    {
        Pass(45);
        Assert.Empty(_fold.Ledger.OverdueIn(0));
        Assert.False(_fold.Ledger.IsOverdue(_run.Activity, _run.Attempt));

        Read(1, Nothing);
        Assert.Equal(new BatchItem(_run.Activity, _run.Attempt, default), Assert.Single(_fold.Ledger.OverdueIn(0)));
        Assert.True(_fold.Ledger.IsOverdue(_run.Activity, _run.Attempt));
    }

    [Fact]
    public void A_report_gives_it_the_longer_time_that_runs_have()
    {
        Pass(44);
        Read(1, Report);
        Pass(120);
        Assert.False(_fold.Ledger.IsOverdue(_run.Activity, _run.Attempt));

        Read(1, Nothing);
        Assert.True(_fold.Ledger.IsOverdue(_run.Activity, _run.Attempt));
    }

    /// <summary>A member that has read further than the proposer must not take its proposal for a lie.</summary>
    [Fact]
    public void A_report_that_comes_too_late_voids_the_line_but_not_the_proposers_honesty()
    {
        Pass(50);
        Batch revocation = new([.. _fold.Ledger.OverdueIn(0)]);
        Read(1, Report);

        Assert.True(_fold.Ledger.IsOverdue(_run.Activity, _run.Attempt));
        Assert.Empty(_fold.Ledger.OverdueIn(0));

        Read(1, Decide(revocation));
        Assert.Null(_news.Ignored);
        Assert.Empty(_news.Closed);
    }

    [Fact]
    public void A_run_that_is_overdue_is_taken_back_and_ready_anew_and_its_agent_is_silent_until_it_writes()
    {
        Pass(50);
        Read(1, Decide(new Batch([.. _fold.Ledger.OverdueIn(0)])));
        Assert.Single(_news.Closed);
        Assert.Equal(1, _fold.Ledger.Ready.Count);
        Assert.True(_fold.Ledger.IsSilent(Agent));

        Read(1, Nothing);
        Assert.False(_fold.Ledger.IsSilent(Agent));
    }

    /// <summary>Nobody could report while the broker was away.</summary>
    [Fact]
    public void However_long_the_log_was_silent_a_holder_is_not_overdue_at_once()
    {
        Pass(20);
        Read(3600 * SecondMicros, Nothing);
        Assert.False(_fold.Ledger.IsOverdue(_run.Activity, _run.Attempt));

        Pass(6);
        Assert.True(_fold.Ledger.IsOverdue(_run.Activity, _run.Attempt));
    }

    private AgentId Agent => _fold.View.Members[0].Agent;

    private PoolEvent Nothing => new PoolEvent.Running(_fold.View.Members[0].Key, []);

    private PoolEvent Report => new PoolEvent.Running(
        _fold.View.Members[0].Key, [new RunReport(_run.Activity, _run.Attempt, ActivityState.Assigned)]);

    private PoolEvent.Assigned Decide(Batch batch)
    {
        Slot slot = _fold.NextSlot(0);
        Digest digest = batch.DigestIn(_fold.Views.Swarm, slot);
        SignedVote vote = FoldedLog.Sign(
            new(slot, 0, VotePhase.Commit, digest, _fold.View.Members[0].Key, default), _fold.Views.Swarm);
        return new PoolEvent.Assigned(slot, batch, new Certificate(slot, 0, digest, [vote]));
    }

    private void Pass(int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            Read(SecondMicros, Nothing);
        }
    }

    private void Read(long afterMicros, PoolEvent entry)
    {
        _micros += afterMicros;
        _fold.Apply(new AgentInput.PoolEntry(_fold.Folded + 1, Agent, _micros, entry), _news);
    }
}

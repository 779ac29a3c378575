using Swarm.Core;
using Swarm.Core.Membership;
using Xunit;

namespace Swarm.UnitTests.Core;

/// <summary>Whom a view leaves out is gone, until its agent comes back as another incarnation.</summary>
public sealed class RosterTests
{
    private readonly FoldedLog _log = new();

    [Fact]
    public void Whom_a_view_leaves_out_is_no_candidate_any_more()
    {
        MemberKey a = _log.Found("a");
        MemberKey b = _log.Join("b");
        _log.Install([a], a, b);
        Assert.Equal([a, b], _log.Fold.View.Members.Select(member => member.Key));

        _log.Install([a, b], a);

        Assert.Equal([a], _log.Fold.Views.Roster.Candidates.Select(member => member.Key));
        Departure gone = Assert.Single(_log.Fold.Views.Roster.Departures);
        Assert.Equal((b, false, _log.Fold.BrokerMicros), (gone.Member.Key, gone.HasLeft, gone.BrokerMicros));
    }

    [Fact]
    public void No_view_takes_back_the_process_that_was_left_out()
    {
        MemberKey a = _log.Found("a");
        MemberKey b = _log.Join("b");
        _log.Install([a], a, b);
        _log.Install([a, b], a);

        _log.Install([a], a, b);

        Assert.NotNull(_log.News.Ignored);
        Assert.Equal([a], _log.Fold.View.Members.Select(member => member.Key));
    }

    [Fact]
    public void Another_process_of_an_agent_that_was_left_out_is_a_candidate()
    {
        MemberKey a = _log.Found("a");
        MemberKey b = _log.Join("b");
        _log.Install([a], a, b);
        _log.Install([a, b], a);

        MemberKey again = _log.Join("b");
        _log.Install([a], a, again);

        Assert.Equal([a, again], _log.Fold.View.Members.Select(member => member.Key));
        Assert.Empty(_log.Fold.Views.Roster.Departures);
    }

    [Fact]
    public void A_member_that_restarts_is_not_gone_when_its_old_process_is_left_out()
    {
        MemberKey a = _log.Found("a");
        MemberKey b = _log.Join("b");
        _log.Install([a], a, b);
        MemberKey again = _log.Join("b");

        _log.Install([a, again], a, again);

        Assert.Equal([a, again], _log.Fold.Views.Roster.Candidates.Select(member => member.Key));
        Assert.Empty(_log.Fold.Views.Roster.Departures);
    }

    [Fact]
    public void Who_said_goodbye_is_gone_from_then_on_whatever_view_comes_later()
    {
        MemberKey a = _log.Found("a");
        MemberKey b = _log.Join("b");
        _log.Install([a], a, b);
        _log.Read("b", new PoolEvent.Leaving(b.Incarnation));
        long left = _log.Fold.BrokerMicros;

        _log.Install([a, b], a);

        Departure gone = Assert.Single(_log.Fold.Views.Roster.Departures);
        Assert.Equal((b, true, left), (gone.Member.Key, gone.HasLeft, gone.BrokerMicros));
    }
}

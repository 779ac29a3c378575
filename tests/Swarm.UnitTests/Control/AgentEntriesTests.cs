using Swarm.Agent.Control;
using Swarm.Core;
using Swarm.Core.Membership;
using Swarm.Model;
using Swarm.UnitTests.Core;
using Xunit;

namespace Swarm.UnitTests.Control;

/// <summary>Who is listed, in which state, and for how long after it is gone.</summary>
public sealed class AgentEntriesTests
{
    private readonly AgentId _self = AgentId.Parse("z");
    private readonly Instant _read = new(1_000_000);

    [Fact]
    public void Who_is_gone_is_listed_for_ten_minutes_and_then_only_when_all_are_wanted()
    {
        CoreReading reading = ReadingOfThreeOfWhomTwoAreGone();

        Assert.Equal(["a member", "b lost", "c left"], List(reading, _read, false));
        Assert.Equal(["a suspected", "b lost", "c left"], List(reading, _read.Plus(590_000_000), false));
        Assert.Equal(["a suspected"], List(reading, _read.Plus(610_000_000), false));
        Assert.Equal(["a suspected", "b lost", "c left"], List(reading, _read.Plus(610_000_000), true));
    }

    [Fact]
    public void Since_when_they_are_gone_is_told_although_the_log_is_at_rest()
    {
        CoreReading reading = ReadingOfThreeOfWhomTwoAreGone();

        AgentEntries entries = new(reading, _self, _read.Plus(60_000_000));
        long[] silent = [.. entries.List(false).Select(entry => entry.SilentMicros)];

        // The entry of the goodbye came one before the last, each a second after the other.
        Assert.Equal([60_000_000, 60_000_000, 61_000_000], silent);
    }

    [Fact]
    public void Who_asked_to_join_and_was_never_heard_is_listed_for_ten_minutes()
    {
        FoldedLog log = new();
        log.Found("a");
        log.Join("b");
        CoreReading reading = Read(log);

        Assert.Equal(["a member", "b joining"], List(reading, _read, false));
        Assert.Equal(["a suspected", "b lost"], List(reading, _read.Plus(60_000_000), false));
        Assert.Equal(["a suspected"], List(reading, _read.Plus(610_000_000), false));
        Assert.Equal(["a suspected", "b lost"], List(reading, _read.Plus(610_000_000), true));
    }

    [Fact]
    public void Who_said_goodbye_has_left_although_the_view_still_has_it()
    {
        FoldedLog log = new();
        MemberKey a = log.Found("a");
        MemberKey b = log.Join("b");
        log.Install([a], a, b);
        log.Read("b", new PoolEvent.Leaving(b.Incarnation));

        Assert.Equal(["a member", "b left"], List(Read(log), _read, false));
    }

    private CoreReading ReadingOfThreeOfWhomTwoAreGone()
    {
        FoldedLog log = new();
        MemberKey a = log.Found("a");
        MemberKey b = log.Join("b");
        MemberKey c = log.Join("c");
        log.Install([a], a, b, c);
        log.Read("c", new PoolEvent.Leaving(c.Incarnation));
        log.Install([a, b, c], a);
        return Read(log);
    }

    private CoreReading Read(FoldedLog log)
    {
        AgentCore core = new(log.Settings, _self, 1);
        foreach (AgentInput.PoolEntry entry in log.Log)
        {
            core.Step(entry, _read, new Outbox());
        }

        return core.Reading;
    }

    private string[] List(CoreReading reading, Instant now, bool all) =>
        [.. new AgentEntries(reading, _self, now).List(all).Select(entry => $"{entry.Agent} {entry.State}")];
}

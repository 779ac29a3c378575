using Swarm.Core;
using Swarm.Model;
using Swarm.Simulation;
using Xunit;

namespace Swarm.UnitTests.Core;

/// <summary>
/// One append of a purpose at a time; only reading the entry frees the purpose, whenever its answer comes.
/// </summary>
public sealed class AppendTableTests
{
    private static readonly AppendKey s_key = new(AppendPurpose.Results);
    private static readonly PoolEvent s_entry = new PoolEvent.Present(1);
    private readonly AppendTable _table = new(new CoreSettings
    {
        Capabilities = new([], [], [], Resources.OneCore, 1000),
        PublicKey = StandInSignatures.KeyOf(AgentId.Parse("a")),
        Endpoint = "a:1",
    });

    [Fact]
    public void An_entry_that_is_read_before_its_answer_frees_the_purpose()
    {
        Instant now = new(0);
        long number = _table.TryAppend(s_key, s_entry, now, new Outbox());
        _table.OnFolded(7);
        _table.OnAnswer(number, new AppendOutcome.Stored(7), now);
        Assert.NotEqual(0, _table.TryAppend(s_key, s_entry, now, new Outbox()));
    }

    [Fact]
    public void An_answer_alone_frees_nothing()
    {
        Instant now = new(0);
        long number = _table.TryAppend(s_key, s_entry, now, new Outbox());
        _table.OnAnswer(number, new AppendOutcome.Stored(7), now);
        Assert.Equal(0, _table.TryAppend(s_key, s_entry, now, new Outbox()));
        _table.OnFolded(7);
        Assert.NotEqual(0, _table.TryAppend(s_key, s_entry, now, new Outbox()));
    }

    [Fact]
    public void An_unknown_outcome_is_asked_again_after_a_while()
    {
        long number = _table.TryAppend(s_key, s_entry, new Instant(0), new Outbox());
        _table.OnAnswer(number, new AppendOutcome.Unknown("no answer"), new Instant(10));
        Assert.Equal(0, _table.TryAppend(s_key, s_entry, new Instant(20), new Outbox()));
        Assert.NotEqual(0, _table.TryAppend(s_key, s_entry, new Instant(10_000_000), new Outbox()));
    }
}

using Swarm.Agent.Ports;
using Swarm.Core;
using Swarm.Model;
using Xunit;

namespace Swarm.IntegrationTests.Pool;

/// <summary>What every job pool promises, whatever it is made of.</summary>
public abstract class JobPoolContract : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource _limit = new(Limit);

    protected static AgentId Alice => AgentId.Parse("alice");

    protected static AgentId Bob => AgentId.Parse("bob");

    protected CancellationToken Ct => _limit.Token;

    /// <summary>The pool as one agent sees it; all agents of a test see one log.</summary>
    internal abstract Task<IJobPool> PoolOfAsync(AgentId agent);

    public abstract Task InitializeAsync();

    public virtual Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    [SkippableFact]
    public async Task An_empty_log_is_caught_up_at_once()
    {
        IJobPool pool = await PoolOfAsync(Alice);

        Assert.IsType<AgentInput.CaughtUp>((await TakeAsync(pool, 0, 1)).Single());
    }

    [SkippableFact]
    public async Task Entries_are_read_in_order_with_their_author_and_time()
    {
        IJobPool alice = await PoolOfAsync(Alice);
        IJobPool bob = await PoolOfAsync(Bob);
        DateTimeOffset before = TimeProvider.System.GetUtcNow().AddSeconds(-1);

        AppendOutcome one = await alice.AppendAsync(PoolEntries.Numbered(10), Ct);
        AppendOutcome two = await bob.AppendAsync(PoolEntries.Numbered(20), Ct);
        List<AgentInput> read = await TakeAsync(alice, 0, 3);

        Assert.Equal(new AppendOutcome.Stored(1), one);
        Assert.Equal(new AppendOutcome.Stored(2), two);
        AgentInput.PoolEntry first = Assert.IsType<AgentInput.PoolEntry>(read[0]);
        AgentInput.PoolEntry second = Assert.IsType<AgentInput.PoolEntry>(read[1]);
        Assert.IsType<AgentInput.CaughtUp>(read[2]);
        Assert.Equal((1UL, Alice), (first.Sequence, first.Author));
        Assert.Equal((2UL, Bob), (second.Sequence, second.Author));
        Assert.Equal(PoolEntries.Numbered(10), first.Event);
        Assert.InRange(
            first.BrokerMicros, MicrosOf(before), MicrosOf(TimeProvider.System.GetUtcNow().AddSeconds(1)));
        Assert.True(first.BrokerMicros <= second.BrokerMicros);
    }

    [SkippableFact]
    public async Task Reading_begins_after_a_sequence_and_goes_on_with_what_is_appended_later()
    {
        IJobPool pool = await PoolOfAsync(Alice);
        for (ulong i = 1; i <= 5; i++)
        {
            await pool.AppendAsync(PoolEntries.Numbered(i), Ct);
        }

        List<AgentInput> read = [];
        await foreach (AgentInput input in pool.ReadAsync(3, Ct))
        {
            read.Add(input);
            if (input is AgentInput.CaughtUp)
            {
                await pool.AppendAsync(PoolEntries.Numbered(6), Ct);
            }

            if (read.Count == 4)
            {
                break;
            }
        }

        Assert.Equal([4UL, 5UL], read.Take(2).Select(PoolEntries.NumberOf));
        Assert.IsType<AgentInput.CaughtUp>(read[2]);
        Assert.Equal(6UL, PoolEntries.NumberOf(read[3]));
    }

    [SkippableFact]
    public async Task Being_caught_up_is_said_once()
    {
        IJobPool pool = await PoolOfAsync(Alice);
        await pool.AppendAsync(PoolEntries.Numbered(1), Ct);
        List<AgentInput> read = [];
        await foreach (AgentInput input in pool.ReadAsync(0, Ct))
        {
            read.Add(input);
            if (read.Count == 12)
            {
                break;
            }

            if (read.Count >= 2)
            {
                await pool.AppendAsync(PoolEntries.Numbered((ulong)read.Count), Ct);
            }
        }

        Assert.Single(read.OfType<AgentInput.CaughtUp>());
    }

    [SkippableFact]
    public async Task Appends_that_overlap_are_all_stored_once()
    {
        IJobPool pool = await PoolOfAsync(Alice);
        Task<AppendOutcome>[] appends =
            [.. Enumerable.Range(1, 500).Select(i => pool.AppendAsync(PoolEntries.Numbered((ulong)i), Ct).AsTask())];

        AppendOutcome[] outcomes = await Task.WhenAll(appends);
        List<AgentInput> read = await TakeAsync(pool, 0, 501);

        ulong[] sequences = [.. outcomes.Cast<AppendOutcome.Stored>().Select(stored => stored.Sequence).Order()];
        Assert.Equal(Enumerable.Range(1, 500).Select(i => (ulong)i), sequences);
        Assert.Equal(
            Enumerable.Range(1, 500).Select(i => (ulong)i),
            read.OfType<AgentInput.PoolEntry>().Select(PoolEntries.NumberOf).Order());
    }

    [SkippableTheory]
    [InlineData(3)]
    [InlineData(4_000)]
    public async Task A_campaign_small_or_large_is_read_as_it_was_submitted(int activities)
    {
        IJobPool pool = await PoolOfAsync(Alice);
        CampaignDocument campaign = PoolEntries.Campaign("c1", activities);

        AppendOutcome stored = await pool.SubmitAsync(campaign, Ct);
        AppendOutcome again = await pool.SubmitAsync(campaign, Ct);
        await pool.AppendAsync(PoolEntries.Numbered(7), Ct);
        List<AgentInput> read = await TakeAsync(pool, 0, 3);

        Assert.Equal(new AppendOutcome.Stored(1), stored);
        Assert.Equal(stored, again);
        AgentInput.PoolEntry entry = Assert.IsType<AgentInput.PoolEntry>(read[0]);
        var submitted = Assert.IsType<PoolEvent.CampaignSubmitted>(entry.Event);
        Assert.Equal(campaign.Digest, submitted.Body);
        Assert.Equal(activities, submitted.Graph.Activities.Count);
        Assert.Equal(("ann", "lab"), (submitted.Owner.Name, Assert.Single(submitted.Owner.Groups)));
        Assert.Equal(campaign.Owner.Proof!.Signature.ToArray(), submitted.Owner.Proof!.Signature.ToArray());
        Assert.Equal(7UL, PoolEntries.NumberOf(read[1]));
        Assert.IsType<AgentInput.CaughtUp>(read[2]);
    }

    [SkippableFact]
    public async Task Content_is_kept_under_its_digest_and_keeping_it_twice_is_keeping_it_once()
    {
        IJobPool alice = await PoolOfAsync(Alice);
        IJobPool bob = await PoolOfAsync(Bob);
        byte[] content = new byte[300_000];
        Random.Shared.NextBytes(content);
        Digest digest = Digest.Of(content);

        await alice.PutAsync(digest, new MemoryStream(content), Ct);
        await bob.PutAsync(digest, new MemoryStream(content), Ct);
        await using Stream? opened = await bob.OpenAsync(digest, Ct);

        Assert.NotNull(opened);
        using MemoryStream read = new();
        await opened.CopyToAsync(read, Ct);
        Assert.Equal(content, read.ToArray());
    }

    [SkippableFact]
    public async Task Content_that_is_not_there_is_null_and_other_content_is_refused()
    {
        IJobPool pool = await PoolOfAsync(Alice);
        Digest digest = Digest.Of("one"u8);

        SwarmException refused = await Assert.ThrowsAsync<SwarmException>(
            async () => await pool.PutAsync(digest, new MemoryStream("two"u8.ToArray()), Ct));

        Assert.Equal(ErrorCode.ChecksumMismatch, refused.Code);
        Assert.Null(await pool.OpenAsync(digest, Ct));
    }

    protected virtual void Dispose(bool disposing) => _limit.Dispose();

    private protected async Task<List<AgentInput>> TakeAsync(IJobPool pool, ulong after, int count)
    {
        List<AgentInput> read = [];
        await foreach (AgentInput input in pool.ReadAsync(after, Ct))
        {
            read.Add(input);
            if (read.Count == count)
            {
                break;
            }
        }

        return read;
    }

    private static long MicrosOf(DateTimeOffset time) =>
        (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}

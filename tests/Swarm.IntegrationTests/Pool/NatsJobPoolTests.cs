using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Agent;
using Swarm.Agent.Broker;
using Swarm.Agent.Identity;
using Swarm.Agent.Pool;
using Swarm.Agent.Ports;
using Swarm.Core;
using Swarm.IntegrationTests.Broker;
using Swarm.IntegrationTests.Support;
using Swarm.Model;
using Swarm.Nats;
using Swarm.Nats.JetStream;
using Xunit;

namespace Swarm.IntegrationTests.Pool;

/// <summary>The contract, kept by NATS, and what only a broker in another process can do to a pool.</summary>
public sealed class NatsJobPoolTests : JobPoolContract
{
    private const string LogStream = "SWARM_LOG_s1";

    private readonly List<NatsJobPool> _pools = [];
    private StateFolder? _state;
    private BrokerProcess? _broker;

    public override async Task InitializeAsync()
    {
        Skip.If(RequiresToolAttribute.WhyNot("nats-server") is not null, RequiresToolAttribute.WhyNot("nats-server"));
        _state = new StateFolder(owner: Alice.Text);
        _broker = await _state.BrokerAsync();
        await _broker.StartAsync(Ct);
    }

    public override async Task DisposeAsync()
    {
        foreach (NatsJobPool pool in _pools)
        {
            await pool.DisposeAsync();
        }

        if (_state is not null)
        {
            await _state.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    internal override async Task<IJobPool> PoolOfAsync(AgentId agent) => await OpenAsync(agent, new PoolOptions());

    [SkippableFact]
    public async Task Killing_the_broker_under_load_loses_nothing_acknowledged_and_the_reader_sees_each_entry_once()
    {
        NatsJobPool pool = await OpenAsync(Alice, new PoolOptions { AppendLimit = TimeSpan.FromSeconds(2) });
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        Task<List<ulong>> writing = WriteAsync(pool, stop.Token);
        Task<List<AgentInput.PoolEntry>> reading = ReadAllAsync(pool, stop.Token);

        for (int i = 1; i <= 3; i++)
        {
            ulong before = await LastAsync();
            await WaitForEntryAsync(pool, before + 200);
            int pid = _broker!.Pid!.Value;
            Assert.Equal(0, Libc.Kill(pid, Libc.SigKill));
            int restarts = i;
            await Until.HoldsAsync(
                () => _broker.Restarts == restarts, TimeSpan.FromSeconds(15), "the broker is back");
        }

        await WaitForEntryAsync(pool, await LastAsync() + 100);
        await stop.CancelAsync();
        List<ulong> acknowledged = await writing;
        List<AgentInput.PoolEntry> read = await reading;

        List<AgentInput> all = await TakeAsync(pool, 0, (int)await LastAsync());
        HashSet<ulong> kept = [.. all.OfType<AgentInput.PoolEntry>().Select(PoolEntries.NumberOf)];
        Assert.DoesNotContain(acknowledged, number => !kept.Contains(number));
        Assert.Equal(Enumerable.Range(1, read.Count).Select(i => (ulong)i), read.Select(entry => entry.Sequence));
        Assert.True(acknowledged.Count > 500, $"only {acknowledged.Count} were acknowledged");
    }

    [SkippableFact]
    public async Task While_the_broker_is_away_an_append_is_unknown_and_reading_waits()
    {
        NatsJobPool pool = await OpenAsync(Alice, new PoolOptions { AppendLimit = TimeSpan.FromSeconds(1) });
        await pool.AppendAsync(PoolEntries.Numbered(1), Ct);
        await _broker!.StopAsync(evenIfUsed: true, Ct);

        AppendOutcome outcome = await pool.AppendAsync(PoolEntries.Numbered(2), Ct);
        Task<List<AgentInput>> reading = TakeAsync(pool, 0, 2);
        BrokerProcess next = await _state!.BrokerAsync();
        await next.StartAsync(Ct);
        List<AgentInput> read = await reading;

        Assert.IsType<AppendOutcome.Unknown>(outcome);
        Assert.Equal(1UL, PoolEntries.NumberOf(read[0]));
    }

    [SkippableFact]
    public async Task A_full_log_refuses_and_says_so()
    {
        NatsJobPool pool = await OpenAsync(Alice, new PoolOptions { MaxBytes = 20_000 });
        AppendOutcome? refused = null;
        for (ulong i = 1; refused is null or AppendOutcome.Stored; i++)
        {
            refused = await pool.AppendAsync(PoolEntries.Numbered(i), Ct);
        }

        AppendOutcome.Refused full = Assert.IsType<AppendOutcome.Refused>(refused);
        Assert.Equal(ErrorCode.PoolFull, full.Code);
        Assert.Contains("pool.maxBytes", full.Message, StringComparison.Ordinal);
        Assert.IsType<AppendOutcome.Refused>(await pool.SubmitAsync(PoolEntries.Campaign("c", 3), Ct));
    }

    [SkippableFact]
    public async Task An_entry_above_the_largest_message_is_refused_and_the_pool_goes_on()
    {
        NatsJobPool pool = await OpenAsync(Alice, new PoolOptions());
        PoolEvent large = new PoolEvent.CampaignCanceled(CampaignId.Parse("c"), new string('x', 9 << 20));

        AppendOutcome refused = await pool.AppendAsync(large, Ct);

        Assert.Equal(ErrorCode.BrokerRefused, Assert.IsType<AppendOutcome.Refused>(refused).Code);
        Assert.IsType<AppendOutcome.Stored>(await pool.AppendAsync(PoolEntries.Numbered(1), Ct));
    }

    [SkippableFact]
    public async Task Entries_that_nobody_can_read_are_skipped_and_counted()
    {
        NatsJobPool pool = await OpenAsync(Alice, new PoolOptions());
        await using NatsConnection mallory = await ConnectAsync("mallory");
        NatsJSContext context = new(mallory);

        await context.PublishAsync("_R_.swarm.s1.log.mallory.joining", new byte[] { 255, 255 }, Ct);
        await context.PublishAsync("_R_.swarm.s1.log.mallory.joining", Array.Empty<byte>(), Ct);
        await context.PublishAsync("_R_.swarm.s1.log.mallory.what", "?", Ct);
        await pool.AppendAsync(PoolEntries.Numbered(4), Ct);
        List<AgentInput> read = await TakeAsync(pool, 0, 2);

        Assert.Equal(4UL, Assert.IsType<AgentInput.PoolEntry>(read[0]).Sequence);
        Assert.IsType<AgentInput.CaughtUp>(read[1]);
        Assert.Equal(3, pool.Malformed);
    }

    [SkippableFact]
    public async Task A_campaign_that_is_missing_from_the_object_store_does_not_stall_the_log()
    {
        NatsJobPool pool = await OpenAsync(Alice, new PoolOptions());
        byte[] entry = Agent.Wire.PoolCodec.EncodeSubmissionReference(Digest.Of("gone"u8), 1_000);
        await using NatsConnection connection = await ConnectAsync("alice");

        await new NatsJSContext(connection).PublishAsync("_R_.swarm.s1.log.alice.campaign", entry, Ct);
        await pool.AppendAsync(PoolEntries.Numbered(2), Ct);
        List<AgentInput> read = await TakeAsync(pool, 0, 2);

        Assert.Equal(2UL, PoolEntries.NumberOf(read[0]));
        Assert.Equal(1, pool.Malformed);
    }

    [SkippableFact]
    public async Task A_log_that_is_shorter_than_what_was_read_is_not_read_on()
    {
        NatsJobPool pool = await OpenAsync(Alice, new PoolOptions());
        await pool.AppendAsync(PoolEntries.Numbered(1), Ct);

        SwarmException lost = await Assert.ThrowsAsync<SwarmException>(() => TakeAsync(pool, 5, 1));

        Assert.Contains("lost entries", lost.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Two_swarms_with_different_names_share_a_broker_and_see_nothing_of_each_other()
    {
        await using NatsServer given = await NatsServer.StartAsync();
        NatsJobPool one = At(given, "s1", Alice, mark: "one");
        NatsJobPool two = At(given, "s2", Bob, mark: "two");
        await one.StartAsync(founding: true, Ct);
        await two.StartAsync(founding: true, Ct);
        CampaignDocument campaign = PoolEntries.Campaign("same", 4_000);

        await one.AppendAsync(PoolEntries.Numbered(1), Ct);
        AppendOutcome ofOne = await one.SubmitAsync(campaign, Ct);
        AppendOutcome ofTwo = await two.SubmitAsync(campaign, Ct);
        await one.PutAsync(Digest.Of("one"u8), new MemoryStream("one"u8.ToArray()), Ct);

        Assert.Equal(new AppendOutcome.Stored(2), ofOne);
        Assert.Equal(new AppendOutcome.Stored(1), ofTwo);
        AgentInput.PoolEntry only = Assert.IsType<AgentInput.PoolEntry>((await TakeAsync(two, 0, 2))[0]);
        Assert.Equal(Bob, only.Author);
        Assert.Null(await two.OpenAsync(Digest.Of("one"u8), Ct));
    }

    [SkippableFact]
    public async Task At_a_given_broker_a_swarm_of_another_authority_under_the_same_name_is_refused()
    {
        await using NatsServer given = await NatsServer.StartAsync();
        await At(given, "shared", Alice, "swarm of alice").StartAsync(founding: true, Ct);
        NatsJobPool other = At(given, "shared", Bob, "swarm of bob");

        SwarmException refused = await Assert.ThrowsAsync<SwarmException>(() => other.StartAsync(true, Ct));
        await At(given, "shared", Bob, "swarm of alice").StartAsync(founding: true, Ct);
        await At(given, "shared", Bob, mark: null).StartAsync(founding: false, Ct);

        Assert.Equal(ErrorCode.BrokerRefused, refused.Code);
        Assert.Contains("pool.name", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--join", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("swarm of", refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task At_its_own_broker_a_swarm_may_get_another_authority()
    {
        NatsJobPool first = await AtOwnAsync("one");
        await first.StartAsync(founding: true, Ct);
        await first.AppendAsync(PoolEntries.Numbered(1), Ct);

        NatsJobPool second = await AtOwnAsync("two");
        await second.StartAsync(founding: true, Ct);

        Assert.Equal(1UL, PoolEntries.NumberOf((await TakeAsync(second, 0, 1))[0]));
        NatsJobPool other = await AtOwnAsync("one", isOwn: false);
        await Assert.ThrowsAsync<SwarmException>(() => other.StartAsync(true, Ct));
    }

    [SkippableFact]
    public async Task Started_again_without_a_change_the_founder_leaves_the_streams_alone()
    {
        await OpenAsync(Alice, new PoolOptions { MaxBytes = 10 << 20 });
        DateTime[] before = DefinitionTimes();

        await OpenAsync(Alice, new PoolOptions { MaxBytes = 1_000 });

        Assert.Equal(2, before.Length);
        Assert.Equal(before, DefinitionTimes());
    }

    [SkippableFact]
    public async Task A_broker_that_dies_while_a_stream_is_changed_comes_back_with_all_of_it()
    {
        NatsJobPool pool = await AtOwnAsync(mark: null, isOwn: false);
        await pool.StartAsync(founding: true, Ct);
        await pool.AppendAsync(PoolEntries.Numbered(1), Ct);
        StreamUndo undo = new(_broker!.Access!.StoreFolder!);
        undo.Keep(LogStream);

        // As nats-server leaves it when it dies after it has emptied the file that it is about to write.
        string definition = Definitions().Single(path => path.Contains($"/{LogStream}/", StringComparison.Ordinal));
        await File.WriteAllTextAsync(definition, "", Ct);
        Assert.Equal(0, Libc.Kill(_broker.Pid!.Value, Libc.SigKill));
        await Until.HoldsAsync(() => _broker.Restarts == 1, TimeSpan.FromSeconds(15), "the broker is back");

        Assert.False(undo.Holds(LogStream));
        List<AgentInput> read = await TakeAsync(pool, 0, 1);
        Assert.Equal(1UL, PoolEntries.NumberOf(read[0]));
    }

    [SkippableFact]
    public async Task The_founder_may_start_again_with_other_limits_and_no_entry_is_lost_by_it()
    {
        NatsJobPool first = await OpenAsync(Alice, new PoolOptions { MaxBytes = 10 << 20 });
        for (ulong i = 1; i <= 100; i++)
        {
            await first.AppendAsync(PoolEntries.Numbered(i), Ct);
        }

        NatsJobPool lower = await OpenAsync(Alice, new PoolOptions { MaxBytes = 1_000 });
        NatsJobPool higher = await OpenAsync(Alice, new PoolOptions { MaxBytes = 20 << 20 });
        NatsJobPool unlimited = await OpenAsync(Alice, new PoolOptions());
        await lower.AppendAsync(PoolEntries.Numbered(101), Ct);
        await higher.AppendAsync(PoolEntries.Numbered(102), Ct);
        List<AgentInput> read = await TakeAsync(unlimited, 0, 103);

        Assert.Equal(
            Enumerable.Range(1, 102).Select(i => (ulong)i),
            read.OfType<AgentInput.PoolEntry>().Select(PoolEntries.NumberOf));
    }

    [SkippableFact]
    public async Task Who_joins_finds_no_pool_where_nobody_founded_one()
    {
        NatsJobPool pool = await NewAsync(Bob, "s1", new PoolOptions());

        SwarmException refused = await Assert.ThrowsAsync<SwarmException>(() => pool.StartAsync(false, Ct));

        Assert.Equal(ErrorCode.BrokerRefused, refused.Code);
    }

    [SkippableFact]
    public async Task The_brokers_clock_is_compared_with_this_hosts_and_leaves_nothing_behind()
    {
        NatsJobPool pool = await OpenAsync(Alice, new PoolOptions());
        await using NatsConnection connection = await ConnectAsync("alice");
        NatsJSContext context = new(connection);
        TimeSpan late = TimeSpan.FromHours(1);

        TimeSpan? same = await pool.ClockAheadAsync(Ct);
        TimeSpan behind = await BrokerClock.AheadAsync(context, LogStream, new ShiftedTime(late), Ct);
        TimeSpan ahead = await BrokerClock.AheadAsync(context, LogStream, new ShiftedTime(-late), Ct);
        NatsJSStream log = await context.GetStreamAsync(LogStream, Ct);

        Assert.False(BrokerClock.IsApart(same!.Value));
        Assert.True(BrokerClock.IsApart(behind));
        Assert.InRange(behind + late, -TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));
        Assert.InRange(ahead - late, -TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));
        Assert.Equal(0, log.Info.State.ConsumerCount);
    }

    [SkippableFact]
    public async Task The_clock_of_a_broker_is_known_before_the_agent_runs_where_the_broker_is()
    {
        await using NatsServer server = await NatsServer.StartAsync("authorization { token: \"s3cret\" }");
        string tokenFile = Path.Combine(_state!.Path, "copied.token");
        await File.WriteAllTextAsync(tokenFile, "s3cret", Ct);
        File.SetUnixFileMode(tokenFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        AgentOptions given = new()
        {
            Name = "bob",
            State = Path.Combine(_state.Path, "bob"),
            Pool = new PoolOptions { Url = server.Url, TokenFile = tokenFile, Name = "s2" },
        };

        TimeSpan? before = await BrokerClock.AheadAsync(given, TimeProvider.System, Ct);
        await At(server, "s2", Bob, mark: null, token: "s3cret").StartAsync(founding: true, Ct);
        TimeSpan? after = await BrokerClock.AheadAsync(given, TimeProvider.System, Ct);
        await server.KillAsync();

        Assert.Null(before);
        Assert.False(BrokerClock.IsApart(after!.Value));
        SwarmException away = await Assert.ThrowsAsync<SwarmException>(
            () => BrokerClock.AheadAsync(given, TimeProvider.System, Ct));
        Assert.Equal(ErrorCode.BrokerUnavailable, away.Code);
    }

    [SkippableFact]
    public async Task The_clock_of_its_own_broker_is_known_while_only_that_was_left_running()
    {
        AgentOptions here = new() { Name = "alice", State = _state!.Path, Pool = new PoolOptions { Name = "s1" } };
        AgentIdentity identity = await _state.Swarm.EnrolAsync("alice", _state.Path);
        await _broker!.AdmitAsync(identity.Verdict, Ct);
        await OpenAsync(Alice, new PoolOptions());

        TimeSpan? same = await BrokerClock.AheadAsync(here, TimeProvider.System, Ct);
        TimeSpan? ahead = await BrokerClock.AheadAsync(here, new ShiftedTime(TimeSpan.FromSeconds(-3)), Ct);
        await _broker.StopAsync(evenIfUsed: true, Ct);

        Assert.False(BrokerClock.IsApart(same!.Value));
        Assert.True(BrokerClock.IsApart(ahead!.Value));
        Assert.Null(await BrokerClock.AheadAsync(here, TimeProvider.System, Ct));
    }

    private async Task<NatsJobPool> NewAsync(AgentId agent, string swarm, PoolOptions options)
    {
        BrokerAccess access = await _state!.LetInAsync(_broker!, agent.Text);
        NatsJobPool pool = new(
            options, new PoolPlace(access, swarm, agent), NullLoggerFactory.Instance, TimeProvider.System);
        _pools.Add(pool);
        return pool;
    }

    // At a broker that others run, and that gives no permissions.
    private NatsJobPool At(NatsServer server, string swarm, AgentId agent, string? mark, string? token = null)
    {
        BrokerDurability durability = BrokerDurability.OfGiven(server.Url, asserted: true, acceptDataLoss: false);
        return Keep(new PoolPlace(new BrokerAccess(server.Url, token, durability), swarm, agent) { Mark = mark });
    }

    // At the broker that alice runs. Nobody looks after its disk where it counts as another's.
    private async Task<NatsJobPool> AtOwnAsync(string? mark, bool isOwn = true)
    {
        BrokerAccess access = await _state!.AccessAsync(_broker!, Alice.Text);
        return Keep(new PoolPlace(isOwn ? access : access with { StoreFolder = null }, "s1", Alice) { Mark = mark });
    }

    private NatsJobPool Keep(PoolPlace place)
    {
        NatsJobPool pool = new(new PoolOptions(), place, NullLoggerFactory.Instance, TimeProvider.System);
        _pools.Add(pool);
        return pool;
    }

    private IEnumerable<string> Definitions() =>
        Directory.EnumerateFiles(_broker!.Access!.StoreFolder!, "meta.inf", SearchOption.AllDirectories);

    private DateTime[] DefinitionTimes() =>
        [.. Definitions().Order(StringComparer.Ordinal).Select(File.GetLastWriteTimeUtc)];

    // Who runs the broker founds: the others may not make the log.
    private async Task<NatsJobPool> OpenAsync(AgentId agent, PoolOptions options)
    {
        if (agent != Alice && _pools.Count == 0)
        {
            await OpenAsync(Alice, options);
        }

        NatsJobPool pool = await NewAsync(agent, "s1", options);
        await pool.StartAsync(founding: agent == Alice, Ct);
        return pool;
    }

    private async Task<NatsConnection> ConnectAsync(string agent)
    {
        BrokerAccess access = await _state!.LetInAsync(_broker!, agent);
        NatsConnection connection = new(NatsOpts.Default with
        {
            Url = access.Url,
            Name = agent,
            TlsOpts = new NatsTlsOpts { ConfigureClientAuthentication = access.Secure },
            InboxPrefix = PoolGrants.InboxOf(AgentId.Parse(agent)),
        });
        await connection.ConnectAsync(Ct);
        return connection;
    }

    private static async Task<List<ulong>> WriteAsync(NatsJobPool pool, CancellationToken stop)
    {
        List<ulong> acknowledged = [];
        ulong next = 0;
        while (!stop.IsCancellationRequested)
        {
            ulong first = next + 1;
            next += 32;
            Task<AppendOutcome>[] batch =
            [
                .. Enumerable.Range(0, 32).Select(i => PoolEntries.Numbered(first + (ulong)i))
                    .Select(entry => pool.AppendAsync(entry, CancellationToken.None).AsTask()),
            ];
            AppendOutcome[] outcomes = await Task.WhenAll(batch);
            acknowledged.AddRange(
                outcomes.Select((outcome, i) => (outcome, number: first + (ulong)i))
                    .Where(each => each.outcome is AppendOutcome.Stored)
                    .Select(each => each.number));
        }

        return acknowledged;
    }

    private static async Task<List<AgentInput.PoolEntry>> ReadAllAsync(NatsJobPool pool, CancellationToken stop)
    {
        List<AgentInput.PoolEntry> read = [];
        try
        {
            await foreach (AgentInput input in pool.ReadAsync(0, stop))
            {
                if (input is AgentInput.PoolEntry entry)
                {
                    read.Add(entry);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }

        return read;
    }

    /// <summary>A clock that is set wrong and runs right.</summary>
    private sealed class ShiftedTime(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
    }

    private async Task<ulong> LastAsync()
    {
        await using NatsConnection connection = await ConnectAsync("alice");
        return (await new NatsJSContext(connection).GetStreamAsync(LogStream, Ct)).Info.State.LastSeq;
    }

    private async Task WaitForEntryAsync(NatsJobPool pool, ulong last)
    {
        await foreach (AgentInput input in pool.ReadAsync(0, Ct))
        {
            if (input is AgentInput.PoolEntry entry && entry.Sequence >= last)
            {
                return;
            }
        }
    }
}

using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Agent.Broker;
using Swarm.Agent.Identity;
using Swarm.Agent.Pool;
using Swarm.Agent.Wire;
using Swarm.Core;
using Swarm.IntegrationTests.Broker;
using Swarm.IntegrationTests.Pool;
using Swarm.Model;
using Swarm.Nats;
using Xunit;

namespace Swarm.IntegrationTests.Identity;

/// <summary>
/// What the broker lets an agent do: nobody writes in another's name, not even through what the server says to others.
/// </summary>
public sealed class BrokerGrantsTests : IAsyncLifetime, IDisposable
{
    private const string Log = "SWARM_LOG_s1";
    private const string Content = "OBJ_SWARM_BLOBS_s1";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));
    private readonly List<IAsyncDisposable> _opened = [];
    private readonly PoolSubjects _subjects = new(StateFolder.Log);
    private StateFolder _state = null!;
    private BrokerProcess _broker = null!;
    private NatsJobPool _pool = null!;

    private CancellationToken Ct => _limit.Token;

    private static AgentId Alice => AgentId.Parse("alice");

    private static AgentId Bob => AgentId.Parse("bob");

    public async Task InitializeAsync()
    {
        _state = new StateFolder(owner: "alice");
        if (RequiresToolAttribute.Find("nats-server") is null)
        {
            return;
        }

        _broker = await _state.BrokerAsync();
        await _broker.StartAsync(Ct);
        _pool = await PoolAsync(Alice, founding: true);
    }

    public async Task DisposeAsync()
    {
        foreach (IAsyncDisposable one in Enumerable.Reverse(_opened))
        {
            await one.DisposeAsync();
        }

        await _state.DisposeAsync();
    }

    public void Dispose() => _limit.Dispose();

    [RequiresTool("nats-server", "setsid")]
    public async Task An_agent_writes_in_its_own_name_and_reads_what_all_wrote()
    {
        NatsJobPool bob = await PoolAsync(Bob, founding: false);

        Assert.IsType<AppendOutcome.Stored>(await bob.AppendAsync(PoolEntries.Numbered(1), Ct));
        Assert.IsType<AppendOutcome.Stored>(await bob.SubmitAsync(PoolEntries.Campaign("large", 4_000), Ct));
        Assert.IsType<AppendOutcome.Stored>(await _pool.AppendAsync(PoolEntries.Numbered(3), Ct));

        Assert.Equal(["bob", "bob", "alice"], (await ReadAsync(bob, 3)).Select(entry => entry.Author.Text));
    }

    [RequiresTool("nats-server", "setsid")]
    public async Task An_agent_can_neither_write_as_another_nor_change_or_empty_the_log_nor_listen_to_others()
    {
        await _pool.AppendAsync(PoolEntries.Numbered(1), Ct);
        NatsConnection bob = await ConnectAsync("bob");
        (string Subject, string Words)[] forbidden =
        [
            (_subjects.Of(Alice, new PoolEvent.Leaving(new(1))), "x"),
            ("_R_.swarm.other.log.bob.leaving", "x"),
            ("swarm.s1.log.bob.leaving", "x"),
            ("$JS.API.STREAM.CREATE.OTHER", """{"name":"OTHER","subjects":["other.>"]}"""),
            ($"$JS.API.STREAM.UPDATE.{Log}", $$"""{"name":"{{Log}}","subjects":["_R_.>"]}"""),
            ($"$JS.API.STREAM.PURGE.{Log}", ""),
            ($"$JS.API.STREAM.DELETE.{Log}", ""),
            ($"$JS.API.STREAM.MSG.DELETE.{Log}", """{"seq":1}"""),
            ($"$JS.API.STREAM.PURGE.{Content}", ""),
            ($"$JS.API.STREAM.RESTORE.{Log}", "{}"),
            ($"$JS.API.STREAM.SNAPSHOT.{Log}", "{}"),
            ($"$JS.API.CONSUMER.DURABLE.CREATE.{Log}.spy", "{}"),
            ($"$JS.API.CONSUMER.NAMES.{Log}", "{}"),
            ("$SYS.REQ.SERVER.PING", ""),
        ];

        foreach ((string subject, string words) in forbidden)
        {
            await bob.PublishAsync(subject, words, Ct);
            Assert.Contains($"Publish to \"{subject}\"", await ErrorAsync(bob), StringComparison.Ordinal);
        }

        foreach (string subject in (string[])["_INBOX.alice.>", ">", "_R_.>", "$JS.>", "_INBOX.>"])
        {
            await using NatsSub<string> sub = await bob.SubscribeCoreAsync<string>(subject, null, Ct);
            Assert.Contains("Permissions Violation for Subscription", await ErrorAsync(bob), StringComparison.Ordinal);
        }

        Assert.Equal(["alice"], (await ReadAsync(_pool, 1)).Select(entry => entry.Author.Text));
    }

    [RequiresTool("nats-server", "setsid")]
    public async Task The_one_who_runs_the_broker_writes_in_no_others_name_either()
    {
        NatsConnection alice = await ConnectAsync("alice");
        string subject = _subjects.Of(Bob, new PoolEvent.Leaving(new(1)));

        await alice.PublishAsync(subject, "x", Ct);

        Assert.Contains($"Publish to \"{subject}\"", await ErrorAsync(alice), StringComparison.Ordinal);
    }

    // A server answers wherever a question asks it to, and does not ask whether the asker may write there.
    [RequiresTool("nats-server", "setsid")]
    public async Task No_answer_of_the_server_can_be_led_into_the_log()
    {
        await _pool.AppendAsync(PoolEntries.Numbered(1), Ct);
        NatsConnection bob = await ConnectAsync("bob");
        byte[] forged = PoolCodec.Encode(new PoolEvent.Leaving(new(1)));
        string victim = _subjects.Of(Alice, new PoolEvent.Leaving(new(1)));
        await AskAsync(bob, "$O.SWARM_BLOBS_s1.C.evil", forged);
        await AskAsync(bob, $"$JS.API.CONSUMER.CREATE.{Content}.c1", Consumer(Content, "c1", null));
        await AskAsync(bob, $"$JS.API.CONSUMER.CREATE.{Log}.c2", Consumer(Log, "c2", null));
        (string Subject, byte[] Words, string Reply)[] tricks =
        [
            ($"$JS.API.STREAM.INFO.{Log}", [], victim),
            ($"$JS.API.DIRECT.GET.{Content}", """{"last_by_subj":"$O.SWARM_BLOBS_s1.C.evil"}"""u8.ToArray(), victim),
            ($"$JS.API.STREAM.MSG.GET.{Log}", """{"seq":1}"""u8.ToArray(), victim),
            ($"$JS.API.CONSUMER.MSG.NEXT.{Content}.c1", """{"batch":1}"""u8.ToArray(), victim),
            ($"$JS.API.CONSUMER.MSG.NEXT.{Log}.c2", """{"batch":1}"""u8.ToArray(), victim),
            ($"$JS.API.CONSUMER.MSG.NEXT.{Log}.c2", """{"batch":1}"""u8.ToArray(), victim.Replace("alice", "bob")),
            (_subjects.AllOf(Bob).Replace("*", "leaving"), forged, victim),
        ];

        foreach ((string subject, byte[] words, string reply) in tricks)
        {
            await bob.PublishAsync(subject, words, null, reply, Ct);
            Assert.Contains($"Reply of \"{reply}\"", await ErrorAsync(bob), StringComparison.Ordinal);
        }

        // A consumer may be told to deliver into the log: it refuses, or what comes bears the name of where it was.
        await AskAsync(bob, $"$JS.API.CONSUMER.CREATE.{Log}.c3", Consumer(Log, "c3", victim));
        await AskAsync(bob, $"$JS.API.CONSUMER.CREATE.{Content}.c4", Consumer(Content, "c4", victim));
        await bob.PingAsync(Ct);
        await _pool.AppendAsync(PoolEntries.Numbered(2), Ct);

        List<AgentInput.PoolEntry> read = await ReadAsync(_pool, 2);
        Assert.Equal([1UL, 2UL], read.Select(PoolEntries.NumberOf));
        Assert.All(read, entry => Assert.Equal(Alice, entry.Author));
    }

    [RequiresTool("nats-server", "setsid")]
    public async Task Who_was_not_let_in_stays_out_and_who_is_let_in_disturbs_nobody()
    {
        NatsConnection bob = await ConnectAsync("bob");
        BrokerAccess carol = await _state.AccessAsync(_broker, "carol");
        using TestAuthority foreign = new();
        AgentIdentity stranger = await foreign.EnrolAsync("bob");

        await Assert.ThrowsAnyAsync<NatsException>(() => OpenAsync(carol, "carol"));
        await Assert.ThrowsAnyAsync<NatsException>(() => OpenAsync(
            carol with { Secure = options => ShowAsync(options, stranger.Context) }, "bob"));
        await Assert.ThrowsAnyAsync<NatsException>(() => OpenAsync(
            carol with { Secure = options => ShowAsync(options, null) }, "bob"));

        await _state.LetInAsync(_broker, "carol");
        await OpenAsync(carol, "carol");
        await bob.PingAsync(Ct);
        while (bob.Events.TryRead(out NatsEvent? happened))
        {
            Assert.IsType<NatsEvent.Connected>(happened);
        }
    }

    [RequiresTool("nats-server", "setsid")]
    public async Task Our_side_refuses_a_broker_that_is_not_the_agents_that_runs_it()
    {
        BrokerAccess access = await _state.LetInAsync(_broker, "bob");
        AgentIdentity bob = await _state.IdentityAsync("bob");
        BrokerAccess wrong = access with { Secure = BrokerTls.Secure(bob, AgentId.Parse("carol")) };

        await Assert.ThrowsAnyAsync<NatsException>(() => OpenAsync(wrong, "bob"));
    }

    [RequiresTool("nats-server", "setsid")]
    public async Task Who_is_revoked_is_let_go_of_at_once_and_for_good()
    {
        NatsConnection bob = await ConnectAsync("bob");
        AgentIdentity alice = await _state.IdentityAsync("alice");
        _state.Swarm.Revoke("bob");
        Assert.True(alice.Trust.TryAdopt(_state.Swarm.Authority.TrustText));

        await Until.HoldsAsync(
            () => bob.ConnectionState != NatsConnectionState.Open, s_patience, "the broker lets bob go");

        await Assert.ThrowsAnyAsync<NatsException>(
            async () => await OpenAsync(await _state.AccessAsync(_broker, "bob"), "bob"));
        Assert.IsType<AppendOutcome.Stored>(await _pool.AppendAsync(PoolEntries.Numbered(1), Ct));
    }

    [RequiresTool("nats-server", "setsid")]
    public async Task Who_was_let_in_is_known_after_the_broker_and_its_agent_were_started_again()
    {
        BrokerAccess access = await _state.LetInAsync(_broker, "bob");
        await _pool.DisposeAsync();
        await _broker.StopAsync(evenIfUsed: true, Ct);
        BrokerProcess next = await _state.BrokerAsync();
        await next.StartAsync(Ct);

        await OpenAsync(access, "bob");
    }

    private static ValueTask ShowAsync(
        System.Net.Security.SslClientAuthenticationOptions options,
        System.Net.Security.SslStreamCertificateContext? context)
    {
        options.ClientCertificateContext = context;
        options.RemoteCertificateValidationCallback = ServerCheck.OfAnybody().Accepts;
        return ValueTask.CompletedTask;
    }

    private static byte[] Consumer(string stream, string name, string? deliverTo) =>
        JsonSerializer.SerializeToUtf8Bytes(new
        {
            stream_name = stream,
            config = new
            {
                name,
                deliver_policy = "all",
                ack_policy = "none",
                mem_storage = true,
                deliver_subject = deliverTo,
            },
        });

    private async Task<NatsJobPool> PoolAsync(AgentId agent, bool founding)
    {
        BrokerAccess access = await _state.LetInAsync(_broker, agent.Text);
        NatsJobPool pool = new(
            new PoolOptions(),
            new PoolPlace(access, StateFolder.Log, agent),
            NullLoggerFactory.Instance,
            TimeProvider.System);
        _opened.Add(pool);
        await pool.StartAsync(founding, Ct);
        return pool;
    }

    private async Task<NatsConnection> ConnectAsync(string agent) =>
        await OpenAsync(await _state.LetInAsync(_broker, agent), agent);

    private async Task<NatsConnection> OpenAsync(BrokerAccess access, string agent)
    {
        NatsConnection connection = new(NatsOpts.Default with
        {
            Url = access.Url,
            Name = agent,
            TlsOpts = new NatsTlsOpts { ConfigureClientAuthentication = access.Secure },
            InboxPrefix = PoolGrants.InboxOf(AgentId.Parse(agent)),
        });
        _opened.Add(connection);
        await connection.ConnectAsync(Ct);
        return connection;
    }

    private async Task AskAsync(NatsConnection connection, string subject, byte[] words)
    {
        NatsMsg<string> answer = await connection.RequestAsync<byte[], string>(subject, words, Ct);
        Assert.NotNull(answer.Data);
    }

    private async Task<string> ErrorAsync(NatsConnection connection)
    {
        await connection.PingAsync(Ct);
        while (true)
        {
            if (await connection.Events.ReadAsync(Ct) is NatsEvent.ServerError error)
            {
                return error.Message;
            }
        }
    }

    private async Task<List<AgentInput.PoolEntry>> ReadAsync(NatsJobPool pool, int count)
    {
        List<AgentInput.PoolEntry> read = [];
        await foreach (AgentInput input in pool.ReadAsync(0, Ct))
        {
            if (input is AgentInput.PoolEntry entry)
            {
                read.Add(entry);
            }

            if (read.Count == count && input is AgentInput.CaughtUp or AgentInput.PoolEntry && read.Count >= count)
            {
                break;
            }
        }

        return read;
    }
}

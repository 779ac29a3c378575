using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Swarm.Agent.Broker;
using Swarm.Model;
using Swarm.Nats;
using Swarm.Nats.JetStream;
using Xunit;

namespace Swarm.IntegrationTests.Broker;

/// <summary>The child broker, with the real nats-server.</summary>
public sealed class BrokerProcessTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly CancellationToken None = CancellationToken.None;

    private static string Subject => $"_R_.swarm.{StateFolder.Log}.log.owner.test";

    [RequiresTool("nats-server", "setsid")]
    public async Task It_starts_durable_and_everything_it_stores_carries_the_attribute()
    {
        await using StateFolder state = new();
        BrokerProcess broker = await state.BrokerAsync();

        BrokerAccess access = await broker.StartAsync(None);
        await PublishAsync(access, "durable");

        Assert.Equal(BrokerDurabilityKind.Proven, access.Durability.Kind);
        string store = Path.Combine(state.Path, "broker", "js");
        string[] blocks = Directory.GetFiles(store, "*.blk", SearchOption.AllDirectories);
        Assert.NotEmpty(blocks);
        if (access.Durability.Text.Contains("attribute", StringComparison.Ordinal))
        {
            Assert.All(
                Directory.GetFileSystemEntries(store, "*", SearchOption.AllDirectories).Append(store),
                path => Assert.True(DurableFolder.IsSynchronous(path), path));
        }
    }

    [RequiresTool("nats-server", "setsid")]
    public async Task What_it_makes_after_a_restart_when_a_block_is_full_and_when_limits_change_carries_the_attribute()
    {
        await using StateFolder state = new();
        BrokerProcess broker = await state.BrokerAsync();
        BrokerAccess access = await broker.StartAsync(None);
        await PublishAsync(access, "durable");
        await broker.StopAsync(evenIfUsed: true, None);
        BrokerProcess next = await state.BrokerAsync();
        access = await next.StartAsync(None);
        await using NatsConnection connection = await ConnectAsync(access, StateFolder.Owner.Text);
        NatsJSContext context = new(connection);
        StreamConfig config = (await context.GetStreamAsync("TEST", None)).Info.Config;

        for (int i = 0; i < 6; i++)
        {
            await context.PublishAsync(Subject, new byte[4 << 20], None);
        }

        await context.UpdateStreamAsync(config with { MaxMsgSize = 1_000 }, None);
        string store = access.StoreFolder!;
        string[] blocks = Directory.GetFiles(store, "*.blk", SearchOption.AllDirectories);

        Assert.True(blocks.Length > 1, $"there is only {string.Join(", ", blocks)}");
        if (access.Durability.Text.Contains("attribute", StringComparison.Ordinal))
        {
            Assert.All(
                Directory.GetFileSystemEntries(store, "*", SearchOption.AllDirectories).Append(store),
                path => Assert.True(DurableFolder.IsSynchronous(path), path));
        }
    }

    [RequiresTool("nats-server", "setsid", "sh", "sed")]
    public async Task A_server_that_does_not_confirm_that_it_syncs_every_write_is_refused()
    {
        string real = RequiresToolAttribute.Find("nats-server")!;
        await using StateFolder state = new();
        string boaster = Path.Combine(state.Path, "nats-server");
        await File.WriteAllTextAsync(
            boaster,
            $"#!/bin/sh\n[ \"$1\" = --version ] && echo 'nats-server: v2.10.27' && exit\n"
            + $"sed -i /sync_interval/d \"$2\"\nexec {real} -c \"$2\"\n",
            None);
        File.SetUnixFileMode(boaster, OwnerOnly | UnixFileMode.UserExecute);

        BrokerProcess broker = await state.BrokerAsync(new BrokerOptions { Executable = boaster });
        SwarmException refused = await Assert.ThrowsAsync<SwarmException>(() => broker.StartAsync(None));
        string told = await File.ReadAllTextAsync(Path.Combine(state.Path, "broker", "nats.conf"), None);

        Assert.Equal(ErrorCode.NotDurable, refused.Code);
        Assert.Contains("sync_interval", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sync_interval", told, StringComparison.Ordinal);
    }

    [RequiresTool("nats-server", "setsid")]
    public async Task Only_its_owner_can_read_its_files_and_no_key_is_among_them()
    {
        await using StateFolder state = new();
        BrokerProcess broker = await state.BrokerAsync();
        await broker.StartAsync(None);

        string folder = Path.Combine(state.Path, "broker");
        string key = (await File.ReadAllLinesAsync((await state.IdentityAsync("owner")).Folder.KeyFile, None))[1];
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(folder, "nats.conf")));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(folder, "users.jsonl")));
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        string[] told =
        [
            .. Directory.GetFiles(folder), $"/proc/{broker.Pid}/cmdline", $"/proc/{broker.Pid}/environ",
        ];
        Assert.All(told, file => Assert.DoesNotContain(key, File.ReadAllText(file), StringComparison.Ordinal));
    }

    [RequiresTool("nats-server", "setsid")]
    public async Task It_survives_its_agent_and_the_next_one_takes_it_over()
    {
        await using StateFolder state = new();
        BrokerProcess first = await state.BrokerAsync();
        BrokerAccess before = await first.StartAsync(None);
        int pid = first.Pid!.Value;
        await first.DisposeAsync();

        BrokerProcess second = await state.BrokerAsync();
        BrokerAccess after = await second.StartAsync(None);

        Assert.Equal(pid, second.Pid);
        Assert.Equal(before.Url, after.Url);
        Assert.Equal(before.Durability, after.Durability);
    }

    [RequiresTool("nats-server", "setsid")]
    public async Task It_lies_in_a_session_of_its_own()
    {
        await using StateFolder state = new();
        BrokerProcess broker = await state.BrokerAsync();
        await broker.StartAsync(None);

        string stat = await File.ReadAllTextAsync($"/proc/{broker.Pid}/stat", None);
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');

        Assert.Equal($"{broker.Pid}", fields[3]);
    }

    [RequiresTool("nats-server", "setsid")]
    public async Task Killed_it_is_back_on_its_port_within_a_second_with_what_it_stored()
    {
        await using StateFolder state = new();
        BrokerProcess broker = await state.BrokerAsync();
        BrokerAccess access = await broker.StartAsync(None);
        await PublishAsync(access, "before");
        int pid = broker.Pid!.Value;
        long killed = TimeProvider.System.GetTimestamp();
        using (Process process = Process.GetProcessById(pid))
        {
            process.Kill();
        }

        await Until.HoldsAsync(() => broker.Restarts == 1, TimeSpan.FromSeconds(10), "the broker is back");
        TimeSpan gone = TimeProvider.System.GetElapsedTime(killed);
        await using NatsConnection connection = await ConnectAsync(access, "reader");
        NatsJSStream stream = await new NatsJSContext(connection).GetStreamAsync("TEST", None);

        Assert.NotEqual(pid, broker.Pid);
        Assert.Equal(1, stream.Info.State.Messages);
        Assert.True(gone < TimeSpan.FromSeconds(5), $"it took {gone}");
    }

    [RequiresTool("nats-server", "setsid")]
    public async Task Frozen_it_is_replaced()
    {
        await using StateFolder state = new();
        BrokerProcess broker = await state.BrokerAsync();
        await broker.StartAsync(None);
        int pid = broker.Pid!.Value;

        Assert.Equal(0, Libc.Kill(pid, 19));
        await Until.HoldsAsync(() => broker.Restarts == 1, TimeSpan.FromSeconds(40), "the broker is replaced");

        Assert.NotEqual(pid, broker.Pid);
    }

    [RequiresTool("nats-server", "setsid")]
    public async Task It_is_left_running_while_others_use_it_and_names_them()
    {
        await using StateFolder state = new();
        BrokerProcess broker = await state.BrokerAsync();
        BrokerAccess access = await broker.StartAsync(None);
        int pid = broker.Pid!.Value;
        NatsConnection own = await ConnectAsync(access, StateFolder.Owner.Text);
        NatsConnection other = await ConnectAsync(access, "hpc");

        Assert.Equal(["hpc"], await broker.OtherUsersAsync(None));
        Assert.Contains("hpc", await broker.WhyNotStopAsync(None), StringComparison.Ordinal);
        await broker.StopAsync(evenIfUsed: false, None);
        Assert.True(Until.IsAlive(pid));
        await other.DisposeAsync();
        await own.DisposeAsync();

        BrokerProcess next = await state.BrokerAsync();
        await next.StartAsync(None);
        await Until.HoldsAsync(
            async () => (await next.OtherUsersAsync(None)).Count == 0,
            TimeSpan.FromSeconds(10),
            "the server has seen the others go");
        await next.StopAsync(evenIfUsed: false, None);
        Assert.Null(next.Pid);
        Assert.False(Until.IsAlive(pid));
    }

    [RequiresTool("nats-server", "setsid")]
    public async Task On_a_file_system_in_memory_it_refuses_unless_loss_is_accepted()
    {
        Assert.True(Directory.Exists("/dev/shm"));
        await using StateFolder state = new("/dev/shm");

        SwarmException refused =
            await Assert.ThrowsAsync<SwarmException>(async () => await (await state.BrokerAsync()).StartAsync(None));
        BrokerProcess accepting = await state.BrokerAsync(new BrokerOptions { AcceptDataLoss = true });
        BrokerAccess accepted = await accepting.StartAsync(None);

        Assert.Equal(ErrorCode.NotDurable, refused.Code);
        Assert.Contains("--accept-data-loss", refused.Message, StringComparison.Ordinal);
        Assert.Contains("tmpfs", refused.Message, StringComparison.Ordinal);
        Assert.Equal(BrokerDurabilityKind.LossAccepted, accepted.Durability.Kind);
    }

    [Fact]
    public async Task A_missing_server_is_one_line_with_the_remedy()
    {
        await using StateFolder state = new();
        BrokerProcess broker = await state.BrokerAsync(new BrokerOptions { Executable = "/nonexistent/nats-server" });

        SwarmException refused = await Assert.ThrowsAsync<SwarmException>(() => broker.StartAsync(None));

        Assert.Equal(ErrorCode.BrokerUnavailable, refused.Code);
        Assert.Contains("apt-get install nats-server", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [RequiresTool("nats-server", "setsid")]
    public async Task A_port_that_somebody_took_is_named()
    {
        await using StateFolder state = new();
        BrokerProcess first = await state.BrokerAsync();
        await first.StartAsync(None);
        await first.StopAsync(evenIfUsed: true, None);
        string port = await File.ReadAllTextAsync(Path.Combine(state.Path, "broker", "port"), None);
        using TcpListener thief = new(IPAddress.Loopback, int.Parse(port));
        thief.Start();

        BrokerProcess broker = await state.BrokerAsync();
        SwarmException refused = await Assert.ThrowsAsync<SwarmException>(() => broker.StartAsync(None));

        Assert.Contains($"port {port}", refused.Message, StringComparison.Ordinal);
    }

    [RequiresTool("nats-server", "setsid")]
    public async Task A_folder_that_cannot_be_written_is_named()
    {
        await using StateFolder state = new();
        await File.WriteAllTextAsync(Path.Combine(state.Path, "broker"), "in the way", None);

        BrokerProcess broker = await state.BrokerAsync();
        SwarmException refused = await Assert.ThrowsAsync<SwarmException>(() => broker.StartAsync(None));

        Assert.Contains(state.Path, refused.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be written", refused.Message, StringComparison.Ordinal);
    }

    internal static async Task<NatsConnection> ConnectAsync(BrokerAccess access, string name)
    {
        NatsConnection connection = new(NatsOpts.Default with
        {
            Url = access.Url,
            Name = name,
            TlsOpts = new NatsTlsOpts { ConfigureClientAuthentication = access.Secure },
            InboxPrefix = "_INBOX.owner",
        });
        await connection.ConnectAsync(None);
        return connection;
    }

    private static async Task PublishAsync(BrokerAccess access, string text)
    {
        await using NatsConnection connection = await ConnectAsync(access, "publisher");
        NatsJSContext context = new(connection);
        await context.CreateStreamAsync(new StreamConfig { Name = "TEST", Subjects = [Subject] }, None);
        await context.PublishAsync(Subject, text, None);
    }
}

using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Agent.Broker;
using Swarm.Agent.Pool;
using Swarm.Core;
using Swarm.IntegrationTests.Pool;
using Swarm.Model;
using Swarm.Nats;
using Swarm.Nats.JetStream;
using Xunit;

namespace Swarm.IntegrationTests.Broker;

/// <summary>
/// Cuts the power of the broker's disk while entries are written, and counts what was acknowledged and is gone.
/// </summary>
public sealed class PowerCutTests
{
    private const int Cuts = 3;
    private static readonly CancellationToken None = CancellationToken.None;

    [SkippableFact]
    public async Task Nothing_that_our_broker_acknowledged_is_lost()
    {
        Skip.If(LoopDisk.WhyNot() is not null, LoopDisk.WhyNot());
        await using LoopDisk disk = await LoopDisk.CreateAsync(sizeMiB: 200);
        await using StateFolder state = new(disk.Path);
        List<ulong> acknowledged = [];

        for (ulong cut = 0; cut < Cuts; cut++)
        {
            acknowledged.AddRange(await WriteUntilCutAsync(disk, state, first: 1 + (cut * 100_000), weaken: false));
            HashSet<ulong> kept = await KeptAsync(state);
            ulong[] lost = [.. acknowledged.Where(number => !kept.Contains(number))];

            Assert.NotEmpty(acknowledged);
            Assert.True(
                lost.Length == 0,
                $"cut {cut}: of {acknowledged.Count} acknowledged entries {lost.Length} are gone, "
                + $"the first is {lost.FirstOrDefault()}; {kept.Count} are there");
        }
    }

    [SkippableFact]
    public async Task Nothing_is_lost_while_the_limits_of_its_streams_change()
    {
        Skip.If(LoopDisk.WhyNot() is not null, LoopDisk.WhyNot());
        Skip.If(RequiresToolAttribute.Find("nats-server") is null, "nats-server is not installed");
        await using LoopDisk disk = await LoopDisk.CreateAsync(sizeMiB: 200);
        await using StateFolder state = new(disk.Path);
        HashSet<ulong> before = [];

        for (int cut = 0; cut < Cuts; cut++)
        {
            await ChangeUntilCutAsync(disk, state, first: 1 + ((ulong)cut * 100));
            HashSet<ulong> kept = await KeptAsync(state);

            Assert.Superset(before, kept);
            Assert.Equal(100 * (cut + 1), kept.Count);
            before = kept;
        }
    }

    [SkippableFact]
    public async Task The_harness_sees_loss_where_the_attribute_is_taken_away()
    {
        Skip.If(LoopDisk.WhyNot() is not null, LoopDisk.WhyNot());
        await using LoopDisk disk = await LoopDisk.CreateAsync(sizeMiB: 200);
        await using StateFolder state = new(disk.Path);
        await using (BrokerProcess probe = await state.BrokerAsync())
        {
            BrokerAccess access = await probe.StartAsync(None);
            await probe.StopAsync(evenIfUsed: true, None);
            Skip.IfNot(
                access.Durability.Text.Contains("attribute", StringComparison.Ordinal),
                "this nats-server syncs by itself, and without it there is nothing to take away");
        }

        List<ulong> acknowledged = await WriteUntilCutAsync(disk, state, first: 1, weaken: true);
        HashSet<ulong> kept = await KeptAsync(state);

        Assert.NotEmpty(acknowledged);
        Assert.Contains(acknowledged, number => !kept.Contains(number));
    }

    private static async Task<List<ulong>> WriteUntilCutAsync(
        LoopDisk disk, StateFolder state, ulong first, bool weaken)
    {
        BrokerProcess broker = await state.BrokerAsync();
        BrokerAccess access = await broker.StartAsync(None);
        int pid = broker.Pid!.Value;
        await broker.DisposeAsync();
        if (weaken)
        {
            await LoopDisk.RunAsync("chattr", "-R", "-S", access.StoreFolder!);
        }

        await using NatsJobPool pool = NewPool(access);
        await pool.StartAsync(founding: true, None);
        List<ulong> acknowledged = [];
        for (int batch = 0; batch < 20; batch++)
        {
            acknowledged.AddRange(await WriteAsync(pool, first + ((ulong)batch * 32)));
        }

        // These are still on their way when the power goes.
        Task<List<ulong>> last = WriteAsync(pool, first + 50_000);
        await Until.FrozenAsync(pid);
        disk.CutPower();
        Assert.Equal(0, Libc.Kill(pid, Libc.SigKill));
        acknowledged.AddRange(await last);
        await Until.HoldsAsync(() => !Until.IsAlive(pid), TimeSpan.FromSeconds(10), "the broker is gone");
        await disk.ComeBackAsync();
        return acknowledged;
    }

    private static async Task ChangeUntilCutAsync(LoopDisk disk, StateFolder state, ulong first)
    {
        BrokerProcess broker = await state.BrokerAsync();
        BrokerAccess access = await broker.StartAsync(None);
        int pid = broker.Pid!.Value;
        await broker.DisposeAsync();
        await using NatsJobPool pool = NewPool(access);
        await pool.StartAsync(founding: true, None);
        await using NatsConnection connection = await BrokerProcessTests.ConnectAsync(access, StateFolder.Owner.Text);
        PoolPlace place = new(access, "s1", StateFolder.Owner);
        PoolStreams streams = new(
            new NatsJSContext(connection), new PoolOptions(), place, new PoolSubjects("s1"), NullLogger.Instance);
        await streams.SetOpenAsync(true, None);
        foreach (ulong number in Enumerable.Range(0, 100).Select(i => first + (ulong)i))
        {
            Assert.IsType<AppendOutcome.Stored>(await pool.AppendAsync(PoolEntries.Numbered(number), None));
        }

        using CancellationTokenSource stop = new();
        Task changing = ChangeAsync(streams, stop.Token);
        await Until.HoldsAsync(
            () => new StreamUndo(access.StoreFolder!).Holds("SWARM_LOG_s1"), TimeSpan.FromSeconds(10),
            "a change began");
        await Until.FrozenAsync(pid);
        disk.CutPower();
        await stop.CancelAsync();
        Assert.Equal(0, Libc.Kill(pid, Libc.SigKill));
        await changing;
        await Until.HoldsAsync(() => !Until.IsAlive(pid), TimeSpan.FromSeconds(10), "the broker is gone");
        await disk.ComeBackAsync();
    }

    // Ends with the log open, closed, or half way.
    private static async Task ChangeAsync(PoolStreams streams, CancellationToken stop)
    {
        try
        {
            for (bool open = false; true; open = !open)
            {
                await streams.SetOpenAsync(open, stop);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or NatsException or SwarmException)
        {
        }
    }

    private static async Task<List<ulong>> WriteAsync(NatsJobPool pool, ulong first)
    {
        IEnumerable<ulong> numbers = Enumerable.Range(0, 32).Select(i => first + (ulong)i);
        List<ulong> acknowledged = [];
        foreach ((ulong number, Task<AppendOutcome> append) in numbers
            .Select(number => (number, pool.AppendAsync(PoolEntries.Numbered(number), None).AsTask())).ToArray())
        {
            if (await append is AppendOutcome.Stored)
            {
                acknowledged.Add(number);
            }
        }

        return acknowledged;
    }

    private static async Task<HashSet<ulong>> KeptAsync(StateFolder state)
    {
        BrokerProcess broker = await state.BrokerAsync();
        BrokerAccess access = await broker.StartAsync(None);
        await using NatsJobPool pool = NewPool(access);
        HashSet<ulong> kept = [];
        try
        {
            await pool.StartAsync(founding: false, None);
            await foreach (AgentInput input in pool.ReadAsync(0, None))
            {
                if (input is AgentInput.CaughtUp)
                {
                    break;
                }

                kept.Add(PoolEntries.NumberOf(input));
            }
        }
        catch (SwarmException e) when (e.Code == ErrorCode.BrokerRefused)
        {
            // The stream itself did not survive: nothing is kept.
        }

        await pool.DisposeAsync();
        await broker.StopAsync(evenIfUsed: true, None);
        return kept;
    }

    private static NatsJobPool NewPool(BrokerAccess access)
    {
        PoolOptions options = new() { AppendLimit = TimeSpan.FromSeconds(2) };
        PoolPlace place = new(access with { StoreFolder = null }, "s1", StateFolder.Owner);
        return new NatsJobPool(options, place, NullLoggerFactory.Instance, TimeProvider.System);
    }
}

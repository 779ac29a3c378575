using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Agent.Broker;
using Swarm.Agent.Pool;
using Swarm.Core;
using Swarm.IntegrationTests.Pool;
using Swarm.Model;
using Xunit;

namespace Swarm.IntegrationTests.Broker;

/// <summary>The broker's disk fills up: refusals say so, nothing is lost, work goes on when space returns.</summary>
public sealed class DiskFullTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task Before_the_disk_is_full_the_pool_refuses_and_takes_entries_again_when_space_returns()
    {
        await using LoopDisk disk = await NewDiskAsync();
        await using StateFolder state = new(disk.Path);
        BrokerProcess broker = await state.BrokerAsync();
        BrokerAccess access = await broker.StartAsync(None);
        await using NatsJobPool pool = await NewPoolAsync(access);
        for (ulong number = 1; number <= 5; number++)
        {
            Assert.IsType<AppendOutcome.Stored>(await AppendAsync(pool, number));
        }

        string filler = Fill(disk, leaveMiB: 4);
        AppendOutcome refused = await AppendUntilAsync(pool, outcome => outcome is AppendOutcome.Refused);
        AppendOutcome campaign = await pool.SubmitAsync(PoolEntries.Campaign("large", 4_000), None);
        File.Delete(filler);
        AppendOutcome again = await AppendUntilAsync(pool, outcome => outcome is AppendOutcome.Stored);

        SaysFull(refused);
        SaysFull(campaign);
        Assert.IsType<AppendOutcome.Stored>(again);
        Assert.Superset(new HashSet<ulong> { 1, 2, 3, 4, 5 }, await KeptAsync(pool));
        Assert.Equal(0, broker.Restarts);
    }

    [SkippableFact]
    public async Task An_agent_that_does_not_run_the_broker_is_refused_as_clearly_and_goes_on_by_itself()
    {
        await using LoopDisk disk = await NewDiskAsync();
        await using StateFolder state = new(disk.Path);
        BrokerAccess access = await (await state.BrokerAsync()).StartAsync(None);
        await using NatsJobPool owner = await NewPoolAsync(access);
        await using NatsJobPool guest = await NewPoolAsync(access with { StoreFolder = null }, founding: false);
        byte[] content = new byte[1 << 20];

        string filler = Fill(disk, leaveMiB: 4);
        AppendOutcome refused = await AppendUntilAsync(guest, outcome => outcome is AppendOutcome.Refused);
        AppendOutcome campaign = await guest.SubmitAsync(PoolEntries.Campaign("small", 1), None);
        SwarmException upload = await Assert.ThrowsAsync<SwarmException>(
            async () => await guest.PutAsync(Digest.Of(content), new MemoryStream(content), None));
        File.Delete(filler);
        AppendOutcome again = await AppendUntilAsync(guest, outcome => outcome is AppendOutcome.Stored);
        await guest.PutAsync(Digest.Of(content), new MemoryStream(content), None);

        SaysFull(refused);
        SaysFull(campaign);
        Assert.Equal(ErrorCode.PoolFull, upload.Code);
        Assert.Contains("free space", upload.Message, StringComparison.Ordinal);
        Assert.IsType<AppendOutcome.Stored>(again);
    }

    [SkippableFact]
    public async Task A_server_that_holds_as_much_as_it_may_refuses_everybody()
    {
        Skip.If(RequiresToolAttribute.Find("nats-server") is null, "nats-server is not installed");
        await using StateFolder state = new();
        BrokerProcess broker = await state.BrokerAsync(new BrokerOptions { MaxStoreBytes = 2 << 20 });
        BrokerAccess access = await broker.StartAsync(None);
        await using NatsJobPool owner = await NewPoolAsync(access);
        await using NatsJobPool guest = await NewPoolAsync(access with { StoreFolder = null }, founding: false);

        ulong next = 0;
        AppendOutcome refused;
        do
        {
            refused = await AppendAsync(guest, ++next);
        }
        while (refused is AppendOutcome.Stored && next < 100);

        SaysFull(refused);
        SaysFull(await AppendAsync(owner, 1_000));
    }

    [SkippableFact]
    public async Task A_disk_full_to_the_last_byte_hangs_the_server_and_a_new_process_of_it_goes_on()
    {
        await using LoopDisk disk = await NewDiskAsync();
        await using StateFolder state = new(disk.Path);
        BrokerProcess broker = await state.BrokerAsync();
        BrokerAccess access = await broker.StartAsync(None);
        await using NatsJobPool pool = await NewPoolAsync(access with { StoreFolder = null });
        Fill(disk, leaveMiB: 3);

        List<ulong> acknowledged = [];
        ulong next = 0;
        while (await AppendAsync(pool, ++next) is AppendOutcome.Stored)
        {
            acknowledged.Add(next);
        }

        File.Delete(Path.Combine(disk.Path, "filler"));
        AppendOutcome again = await AppendUntilAsync(pool, outcome => outcome is AppendOutcome.Stored);
        HashSet<ulong> kept = await KeptAsync(pool);

        Assert.IsType<AppendOutcome.Stored>(again);
        Assert.NotEmpty(acknowledged);
        Assert.DoesNotContain(acknowledged, number => !kept.Contains(number));
    }

    private static async Task<LoopDisk> NewDiskAsync()
    {
        Skip.If(LoopDisk.WhyNot() is not null, LoopDisk.WhyNot());
        return await LoopDisk.CreateAsync(sizeMiB: 64);
    }

    private static void SaysFull(AppendOutcome outcome)
    {
        AppendOutcome.Refused refused = Assert.IsType<AppendOutcome.Refused>(outcome);
        Assert.Equal(ErrorCode.PoolFull, refused.Code);
        Assert.Contains("free space", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<NatsJobPool> NewPoolAsync(BrokerAccess access, bool founding = true)
    {
        NatsJobPool pool = new(
            new PoolOptions { AppendLimit = TimeSpan.FromSeconds(3) },
            new PoolPlace(access, "s1", StateFolder.Owner),
            NullLoggerFactory.Instance,
            TimeProvider.System);
        await pool.StartAsync(founding, None);
        return pool;
    }

    private static string Fill(LoopDisk disk, int leaveMiB)
    {
        string filler = Path.Combine(disk.Path, "filler");
        using FileStream file = File.Create(filler);
        byte[] chunk = new byte[1 << 20];
        while (new DriveInfo(disk.Path).AvailableFreeSpace > (long)leaveMiB << 20)
        {
            file.Write(chunk);
            file.Flush(flushToDisk: true);
        }

        return filler;
    }

    // Each entry is large, and says its number in its reason.
    private static ValueTask<AppendOutcome> AppendAsync(NatsJobPool pool, ulong number) =>
        pool.AppendAsync(
            new PoolEvent.CampaignCanceled(CampaignId.Parse($"c{number}"), new string('x', 200_000)), None);

    private static async Task<AppendOutcome> AppendUntilAsync(NatsJobPool pool, Func<AppendOutcome, bool> enough)
    {
        long begun = TimeProvider.System.GetTimestamp();
        for (ulong number = 1_000_000; true; number++)
        {
            AppendOutcome outcome = await pool.AppendAsync(PoolEntries.Numbered(number), None);
            if (enough(outcome) || TimeProvider.System.GetElapsedTime(begun) > Limit)
            {
                return outcome;
            }
        }
    }

    private static async Task<HashSet<ulong>> KeptAsync(NatsJobPool pool)
    {
        HashSet<ulong> kept = [];
        await foreach (AgentInput input in pool.ReadAsync(0, None))
        {
            if (input is AgentInput.CaughtUp)
            {
                break;
            }

            if (((AgentInput.PoolEntry)input).Event is PoolEvent.CampaignCanceled canceled)
            {
                kept.Add(ulong.Parse(canceled.Campaign.Text[1..]));
            }
        }

        return kept;
    }
}

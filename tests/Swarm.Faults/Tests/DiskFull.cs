using Xunit;

namespace Swarm.Faults.Tests;

/// <summary>Test 8: the disks of two agents fill up with outputs, and then the broker's.</summary>
internal sealed class DiskFull : IFaultTest
{
    private const int DataAtRisk = 74;
    private const int TinyMiB = 16;
    private const int PoolMiB = 96;
    private const int Makers = 20;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    public int Number => 8;

    public string Name => "disk-full";

    public string Says => "two agents have 16 MiB for outputs of 4 MiB each; then the broker's disk is filled";

    public string? WhyNot() => LoopDisk.WhyNot();

    public async Task RunAsync(FaultRun run)
    {
        await using LoopDisk pool = await LoopDisk.CreateAsync(PoolMiB, run.Swarm.Home.Folder);
        await using TinyDisk first = await TinyDisk.MountAsync(run.Swarm.Home.File("tiny1"), TinyMiB);
        await using TinyDisk second = await TinyDisk.MountAsync(run.Swarm.Home.File("tiny2"), TinyMiB);
        await run.Swarm.AddAsync("a", "--state", Path.Combine(pool.Path, "a"), "--set",
            $"fabric.root={Directory.CreateDirectory(run.Swarm.Home.File("roomy")).FullName}");
        await run.Swarm.AddAsync("b", "--set", $"fabric.root={first.Folder}");
        await run.Swarm.AddAsync("c", "--set", $"fabric.root={second.Folder}");
        await run.Swarm.AddAsync("d");
        await run.Swarm.AgreesOnAsync("a", "b", "c", "d");

        await run.SubmitAsync("d", "big", [.. Enumerable.Range(0, Makers).SelectMany(number => (string[])
            ["--bash", $"m{number}", run.Body($"head -c 4M /dev/zero > m{number}"), "--writes", $"m{number}"])]);
        await run.CompletesAsync("d", s_limit);
        Assert.All(run.Swarm.Agents, agent => Assert.False(agent.HasExited, $"{agent.Name} ended"));
        foreach (TinyDisk disk in (TinyDisk[])[first, second])
        {
            run.Note("most_full_bytes_free_mib", new DriveInfo(disk.Folder).AvailableFreeSpace / 1048576.0);
        }

        await FillPoolAsync(run, pool);
        await run.JudgeAsync();
    }

    // The log takes no more; what runs goes on; and when there is space again everything does.
    private static async Task FillPoolAsync(FaultRun run, LoopDisk pool)
    {
        await run.SubmitLoadAsync("d");
        await run.DoneAsync(Makers + run.Draw.Next(2, 30), s_limit);
        string filler = Path.Combine(pool.Path, "filler");
        using (FileStream file = File.Create(filler))
        {
            byte[] chunk = new byte[1 << 20];
            while (new DriveInfo(pool.Path).AvailableFreeSpace > 3L << 20)
            {
                file.Write(chunk);
                file.Flush(flushToDisk: true);
            }
        }

        await Until.HoldsAsync(
            () => run.Swarm.Founder.Log.Any(
                line => line.Contains("the pool takes no entries", StringComparison.Ordinal)),
            s_limit,
            "I6: the founder says that its disk is nearly full");
        string agent = run.OneOf<string>(["a", "b", "c", "d"]);
        (await run.Swarm.TryDispatchAsync(agent, "late", "late", "--bash", "one", run.Body("true")))
            .Refused(DataAtRisk, "the pool is full", "free space");
        File.Delete(filler);
        await new Submitter(run).SubmitAsync("late", agent);
        await run.CompletesAsync("d", s_limit);
        Assert.All(run.Swarm.Agents, one => Assert.False(one.HasExited, $"{one.Name} ended"));
    }
}

namespace Swarm.Faults.Tests;

/// <summary>Test 7: hosts lose power in the middle of the work, and have what they said they keep.</summary>
internal sealed class PowerCut : IFaultTest
{
    private const int DiskMiB = 400;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    public int Number => 7;

    public string Name => "power-cut";

    public string Says => "the disk of the founder with its broker, of an agent, or of both stops as at a power cut";

    public string? WhyNot() => LoopDisk.WhyNot();

    public async Task RunAsync(FaultRun run)
    {
        await using LoopDisk disk = await LoopDisk.CreateAsync(DiskMiB, run.Swarm.Home.Folder);
        string[] struck = run.OneOf<string[]>([["a"], ["b"], ["a", "b"]]);
        foreach (string name in (string[])["a", "b", "c", "d"])
        {
            await run.Swarm.AddAsync(name, struck.Contains(name) ? ["--state", Path.Combine(disk.Path, name)] : []);
        }

        await run.Swarm.AgreesOnAsync("a", "b", "c", "d");
        await run.SubmitLoadAsync("c");
        await run.DoneAsync(run.Draw.Next(3, 30), s_limit);
        Submitter submitter = new(run);
        Task<string>[] submissions =
        [
            .. Enumerable.Range(0, 4).Select(number => submitter.SubmitAsync($"late-{number}", "c", "d")),
        ];
        await Task.WhenAny(submissions);
        run.Talk.Say($"the power of {string.Join(" and ", struck)} goes");
        await CutAsync(run, disk, struck);
        foreach (string name in struck)
        {
            await run.Swarm[name].StartAsync("--state", Path.Combine(disk.Path, name));
        }

        await Task.WhenAll(submissions);
        await run.Swarm.AgreesOnAsync("a", "b", "c", "d");
        await run.CompletesAsync("d", s_limit);
        await run.JudgeAsync();
    }

    // Whoever writes is stopped first: a computer without power does not see its disk go.
    private static async Task CutAsync(FaultRun run, LoopDisk disk, string[] struck)
    {
        if (struck.Contains("a"))
        {
            Signals.Stop(run.Swarm.Founder.BrokerProcessId);
        }

        foreach (string name in struck)
        {
            Signals.Stop(run.Swarm[name].ProcessId);
        }

        disk.CutPower();
        await Processes.EndAsync(disk.Path);
        await disk.ComeBackAsync();
    }
}

using Xunit;

namespace Swarm.Faults.Tests;

/// <summary>Test 9: the disk of one agent takes its time, or fails to keep what was written.</summary>
internal sealed class SlowDisk : IFaultTest
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(90);

    public int Number => 9;

    public string Name => "slow-disk";

    public string Says => "every fsync of one agent takes 300 ms more, or its third and later ones fail with EIO";

    public string? WhyNot() => RequiresToolAttribute.WhyNot("nats-server", "strace");

    public async Task RunAsync(FaultRun run)
    {
        const string struck = "d";
        string fault = run.OneOf<string>(["delay_enter=300000", "error=EIO:when=3+"]);
        run.Talk.Say($"fsync of {struck}: {fault}");
        await run.StartAsync("a", "b", "c");
        string[] prefix =
        [
            RequiresToolAttribute.Find("strace")!, "-D", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null",
            "-e", "trace=fsync,fdatasync", "-e", $"inject=fsync,fdatasync:{fault}", "--",
        ];
        await run.Swarm.AddAsync(struck, new AgentPlace(prefix, [], []));
        await run.Swarm.AgreesOnAsync("a", "b", "c", struck);
        long epoch = await run.EpochAsync("a");
        string id = await run.SubmitLoadAsync("a");
        await run.CompletesAsync("b", s_limit);

        CampaignFacts facts = await run.ShowAsync(id, "a");
        run.Note("runs_there", run.Testimonies.Count(line => !line.IsEnd && line.Agent == struck));
        run.Note("most_attempts", facts.Activities.Max(facts.AttemptsOf));
        Assert.False(run.Swarm[struck].HasExited, $"{struck} ended");
        Assert.Equal(epoch, await run.EpochAsync("a"));
    }
}

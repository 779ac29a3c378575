using Xunit;

namespace Swarm.Faults.Tests;

/// <summary>Test 2 (B14): an agent is frozen until another has done its work, and wakes up as a zombie.</summary>
internal sealed class OwnerFrozen : IFaultTest
{
    private const int Freezes = 2;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    public int Number => 2;

    public string Name => "owner-frozen";

    public string Says => "SIGSTOP of an agent whose programs run on, SIGCONT after another has committed its work";

    public string? WhyNot() => RequiresToolAttribute.WhyNot("nats-server");

    public async Task RunAsync(FaultRun run)
    {
        await run.StartAsync("a", "b", "c", "d");
        await run.SubmitLoadAsync("a");
        for (int freeze = 0; freeze < Freezes; freeze++)
        {
            await run.AddLoadAsync(run.OneOf<string>(["a", "b", "c", "d"]), run.Draw.Next(1, 12));
            Testimony hit = await run.SomeRunAsync();
            TestAgent zombie = run.Swarm[hit.Agent];
            string asked = run.Others(hit.Agent)[0].Name;
            run.Talk.Say($"freeze {hit.Agent}, which runs {hit.Activity}.{hit.Attempt}");
            Signals.Stop(zombie.ProcessId);
            await Until.HoldsAsync(
                async () => (await run.ShowAsync(hit.Campaign, asked)).StateOf(hit.Activity) == "Completed",
                s_limit,
                $"{hit.Activity} is committed by another");
            Signals.Continue(zombie.ProcessId);
            run.Talk.Say($"wake {hit.Agent}");
            await run.Swarm.AgreesOnAsync("a", "b", "c", "d");
            await AssertNothingIsShownAsync(run, hit.Campaign, hit);
        }

        await run.CompletesAsync("a", s_limit);
    }

    // What the zombie's attempt left is neither shown nor kept, unless the attempt itself was committed in time.
    private static async Task AssertNothingIsShownAsync(FaultRun run, string id, Testimony hit)
    {
        TestAgent zombie = run.Swarm[hit.Agent];
        CampaignFacts facts = await run.ShowAsync(id, zombie.Name);
        if (facts.AgentOf(hit.Activity) == zombie.Name)
        {
            run.Note("committed_before_the_freeze", 1);
            return;
        }

        string place = Path.Combine(zombie.StateFolder, "data", ".swarm", "runs", id);
        await Until.HoldsAsync(
            () => !Directory.Exists(place)
                || !Directory.EnumerateDirectories(place, $"{facts.IndexOf(hit.Activity)}.{hit.Attempt}*").Any(),
            s_limit,
            $"what {hit.Activity}.{hit.Attempt} left at {zombie.Name} is removed");
        string shown = Path.Combine(zombie.StateFolder, "data", "campaigns", id);
        Assert.False(
            Directory.Exists(shown) && Directory.EnumerateFileSystemEntries(shown, "*", SearchOption.AllDirectories)
                .Any(path => path.Contains(hit.Activity, StringComparison.Ordinal)),
            $"the zombie {zombie.Name} shows what {hit.Activity} made");
        run.Note("zombies", run.Figures.GetValueOrDefault("zombies") + 1);
    }
}

using System.Diagnostics;
using Xunit;

namespace Swarm.Faults.Tests;

/// <summary>Test 1: agents that run something are killed in the middle of it, again and again, and come back.</summary>
internal sealed class OwnerKilled : IFaultTest
{
    private const int Kills = 4;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    public int Number => 1;

    public string Name => "owner-killed";

    public string Says => "kill -9 of agents in the middle of their work, founder included; their children live on";

    public string? WhyNot() => RequiresToolAttribute.WhyNot("nats-server");

    public async Task RunAsync(FaultRun run)
    {
        await run.StartAsync("a", "b", "c", "d");
        await run.SubmitLoadAsync("a");
        for (int kill = 0; kill < Kills; kill++)
        {
            await run.AddLoadAsync(run.OneOf<string>(["a", "b", "c", "d"]), run.Draw.Next(1, 9));
            Testimony hit = await run.SomeRunAsync();
            TestAgent victim = run.Swarm[hit.Agent];
            run.Talk.Say($"kill {hit.Agent}, which runs {hit.Activity}.{hit.Attempt}");
            await victim.KillAsync();
            await TakenOverAsync(run, hit);
            await victim.StartAsync();
        }

        await run.Swarm.AgreesOnAsync("a", "b", "c", "d");
        await run.CompletesAsync("a", s_limit);
    }

    // Unless its end was on its way already, it runs again under a new attempt, and not where it was.
    private static async Task TakenOverAsync(FaultRun run, Testimony hit)
    {
        long killed = Stopwatch.GetTimestamp();
        string campaign = hit.Campaign;
        string asked = run.Others(hit.Agent)[0].Name;
        Testimony? heir = null;
        await Until.HoldsAsync(
            async () =>
            {
                heir = run.Testimonies.FirstOrDefault(
                    line => (line.Campaign, line.Activity) == (hit.Campaign, hit.Activity)
                        && line.Attempt > hit.Attempt);
                return heir is not null
                    || (await run.ShowAsync(campaign, asked)).StateOf(hit.Activity) == "Completed";
            },
            s_limit,
            $"{hit.Activity} is run again");
        if (heir is not null)
        {
            run.Note("run_again_after_s", Stopwatch.GetElapsedTime(killed).TotalSeconds);
            Assert.NotEqual(hit.Agent, heir.Agent);
        }
    }
}

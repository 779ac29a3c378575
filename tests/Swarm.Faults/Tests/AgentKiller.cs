using Xunit;

namespace Swarm.Faults.Tests;

/// <summary>Test 15, in between: an activity that kills whoever runs it is given up before all are dead.</summary>
internal sealed class AgentKiller : IFaultTest
{
    private const int MostKilled = 3;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(90);

    public int Number => 15;

    public string Name => "agent-killer";

    public string Says => "an activity sends SIGKILL to the agent that runs it";

    public string? WhyNot() => RequiresToolAttribute.WhyNot("nats-server");

    public async Task RunAsync(FaultRun run)
    {
        await run.StartAsync("a", "b", "c", "d");
        await run.SubmitLoadAsync("a");
        await run.DoneAsync(run.Draw.Next(2, 10), s_limit);
        string killer = await run.SubmitAsync("a", "killer", "--bash", "killer", run.Body("kill -9 $PPID; sleep 60"));
        await Until.HoldsAsync(
            async () => run.Swarm.Agents.All(agent => agent.HasExited) || await IsOverAsync(run, killer),
            s_limit,
            "the killer of agents is given up");
        TestAgent[] killed = [.. run.Swarm.Agents.Where(agent => agent.HasExited)];
        run.Note("agents_killed", killed.Length);
        Assert.True(killed.Length <= MostKilled, $"one activity killed {killed.Length} of 4 agents");
        foreach (TestAgent agent in killed)
        {
            await agent.StartAsync();
        }

        await run.Swarm.AgreesOnAsync("a", "b", "c", "d");
        Assert.Equal("Failed", (await run.ShowAsync(killer, "a")).State);
        Assert.Equal("Completed", (await run.ShowAsync(run.Accepted[0], "a")).State);
    }

    private static async Task<bool> IsOverAsync(FaultRun run, string id)
    {
        IReadOnlyList<TestAgent> living = run.Others("");
        string names = string.Join(',', living.Select(agent => agent.Name));
        CommandResult shown =
            await run.Swarm.Home.RunAsync("campaign", "show", id, "--agent", names, "--output", "json");
        return shown.ExitCode == 0 && new CampaignFacts(shown.Json).State == "Failed";
    }
}

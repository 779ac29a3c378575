using System.Diagnostics;
using Swarm.Faults.Net;
using Xunit;

namespace Swarm.Faults.Tests;

/// <summary>
/// Test 3: four agents part in two, the broker on one side. That side goes on, be it the smaller one; the other writes
/// nothing, and what it makes is void if the cut came first. Healed, all are one swarm again.
/// </summary>
internal sealed class Partition(string name, int withBroker) : IFaultTest
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    public int Number => 3;

    public string Name => name;

    public string Says => $"{withBroker} of four agents stay with the broker, the others are cut off; then it heals";

    public string? WhyNot() => NetWorld.WhyNot();

    public async Task RunAsync(FaultRun run)
    {
        string[] names = ["a", "b", "c", "d"];
        await using NetWorld world = await NetWorld.StartAsync(run, names);
        string[] drawn = [.. names.OrderBy(_ => run.Draw.Next())];
        string[] here = drawn[..withBroker];
        string[] there = drawn[withBroker..];
        string id = await run.SubmitLoadAsync("a");
        await run.DoneAsync(run.Draw.Next(2, 15), s_limit);
        long epoch = await run.EpochAsync(here[0]);
        world.Part(there);
        long cut = Stopwatch.GetTimestamp();
        int begun = BegunBy(run, here);
        Task<string> pending = new Submitter(run).SubmitAsync($"pending-{there[0]}", there[0]);
        await Until.HoldsAsync(
            async () => await run.EpochAsync(here[0]) > epoch
                && (await run.Swarm.SeenByAsync(here[0])).SetEquals(here),
            s_limit,
            $"{string.Join(", ", here)} go on by themselves");
        run.Note("view_after_s", Stopwatch.GetElapsedTime(cut).TotalSeconds);
        long folded = await FoldedAsync(run, there[0]);
        await Until.HoldsAsync(() => BegunBy(run, here) > begun, s_limit, "the side with the broker begins something");
        run.Note("new_work_after_s", Stopwatch.GetElapsedTime(cut).TotalSeconds);
        await AssertCutOffAsync(run, there);
        await run.EndsAsync(id, here[0], s_limit);
        CampaignFacts facts = await run.ShowAsync(id, here[0]);
        Assert.True(facts.State == "Completed", $"{id} is {facts.State}: {facts.RootCause}");
        Assert.Equal(folded, await FoldedAsync(run, there[0]));
        Assert.False(pending.IsCompletedSuccessfully, "a side without the broker accepted a campaign");

        world.Heal();
        long healed = Stopwatch.GetTimestamp();
        await run.Swarm.AgreesOnAsync(names);
        run.Note("one_swarm_after_s", Stopwatch.GetElapsedTime(healed).TotalSeconds);
        await pending;
        await run.SubmitAsync(there[0], "after", Load.Shape(run, activities: 24));
        await run.CompletesAsync(there[0], s_limit);
        await run.JudgeAsync();
    }

    private static int BegunBy(FaultRun run, string[] agents) =>
        run.Testimonies.Count(line => !line.IsEnd && agents.Contains(line.Agent));

    private static async Task<long> FoldedAsync(FaultRun run, string agent) =>
        (await run.StatusAsync(agent)).GetProperty("folded").GetInt64();

    // I6: who is cut off says so.
    private static async Task AssertCutOffAsync(FaultRun run, string[] there)
    {
        foreach (string agent in there)
        {
            await Until.HoldsAsync(
                async () => !(await run.StatusAsync(agent)).GetProperty("brokerConnected").GetBoolean(),
                s_limit,
                $"I6: {agent} says that it has no broker");
        }
    }
}

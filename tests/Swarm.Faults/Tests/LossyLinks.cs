using System.Diagnostics;
using Swarm.Faults.Net;
using Xunit;

namespace Swarm.Faults.Tests;

/// <summary>Test 5: every link loses and delays; then one agent alone is hardly heard.</summary>
internal sealed class LossyLinks : IFaultTest
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(120);
    private static readonly LinkQuality s_lossy =
        new(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(20), 0.05);
    private static readonly LinkQuality s_hardlyHeard = new(TimeSpan.Zero, TimeSpan.Zero, 0.8);

    public int Number => 5;

    public string Name => "lossy-links";

    public string Says => "5 % loss and 50 ± 20 ms on every link; then 80 % loss of all that one agent says";

    public string? WhyNot() => NetWorld.WhyNot();

    public async Task RunAsync(FaultRun run)
    {
        string[] names = ["a", "b", "c", "d"];
        await using NetWorld world = await NetWorld.StartAsync(run, names);
        long epoch = await run.EpochAsync("a");
        world.SetAll(s_lossy);
        await run.SubmitLoadAsync(run.OneOf(names));
        await run.CompletesAsync("a", s_limit);
        run.Note("views_at_5_percent", await run.EpochAsync("a") - epoch);
        run.Note("frames_lost", world.Frames.Lost);
        Assert.Equal(epoch, await run.EpochAsync("a"));

        world.Heal();
        string victim = run.OneOf(names);
        string[] others = [.. names.Where(name => name != victim)];
        foreach (string host in (string[])[NetWorld.Pool, .. others])
        {
            world.Set(victim, host, s_hardlyHeard);
        }

        run.Talk.Say($"{victim} is hardly heard");
        long begun = Stopwatch.GetTimestamp();
        await run.SubmitLoadAsync(others[0], "second");
        await Until.HoldsAsync(
            async () => !(await run.Swarm.SeenByAsync(others[0])).Contains(victim), s_limit, $"{victim} is left out");
        run.Note("left_out_after_s", Stopwatch.GetElapsedTime(begun).TotalSeconds);
        Assert.True((await run.Swarm.SeenByAsync(others[1])).IsSupersetOf(others), "a healthy agent was left out");
        world.Heal();
        long healed = Stopwatch.GetTimestamp();
        await run.Swarm.AgreesOnAsync(names);
        run.Note("back_after_s", Stopwatch.GetElapsedTime(healed).TotalSeconds);
        await run.CompletesAsync(others[0], s_limit);
        await run.JudgeAsync();
    }
}

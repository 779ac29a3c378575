using Swarm.Faults.Net;
using Xunit;

namespace Swarm.Faults.Tests;

/// <summary>Test 4: one agent hears nobody, on and off. It alone may be left out, and it comes back.</summary>
internal sealed class OneWay : IFaultTest
{
    private const int Flips = 3;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    public int Number => 4;

    public string Name => "one-way";

    public string Says => "nothing reaches one agent, everything it says arrives; 5 to 12 s on, then off, three times";

    public string? WhyNot() => NetWorld.WhyNot();

    public async Task RunAsync(FaultRun run)
    {
        string[] names = ["a", "b", "c", "d"];
        await using NetWorld world = await NetWorld.StartAsync(run, names);
        string deaf = run.OneOf(names);
        string[] others = [.. names.Where(name => name != deaf)];
        long epoch = await run.EpochAsync(others[0]);
        for (int flip = 0; flip < Flips; flip++)
        {
            await run.SubmitLoadAsync(others[0], $"load{flip}");
            await run.DoneAsync((flip * Load.Activities) + run.Draw.Next(2, 10), s_limit);
            foreach (string host in (string[])[NetWorld.Pool, .. others])
            {
                world.Set(host, deaf, LinkQuality.Cut);
            }

            run.Talk.Say($"{deaf} hears nobody");
            await Until.PassesAsync(TimeSpan.FromSeconds(5 + (7 * run.Draw.NextDouble())));
            foreach (string other in others)
            {
                HashSet<string> seen = await run.Swarm.SeenByAsync(other);
                Assert.True(seen.IsSupersetOf(others), $"{other} sees only {string.Join(", ", seen)}");
            }

            world.Heal();
            await run.Swarm.AgreesOnAsync(names);
            long next = await run.EpochAsync(others[0]);
            run.Note("views_an_episode", next - epoch);
            Assert.True(next - epoch <= 2, $"{next - epoch} view changes in one episode");
            epoch = next;
        }

        await run.CompletesAsync(others[0], s_limit);
        await run.JudgeAsync();
    }
}

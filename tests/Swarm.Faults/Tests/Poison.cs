using System.Diagnostics;
using Xunit;

namespace Swarm.Faults.Tests;

/// <summary>Test 15, first half: activities that harm whoever runs them.</summary>
internal sealed class Poison : IFaultTest
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(90);

    public int Number => 15;

    public string Name => "poison";

    public string Says => "activities that fail by the hundred, ignore SIGTERM and fork, say all they can";

    public string? WhyNot() => RequiresToolAttribute.WhyNot("nats-server");

    public async Task RunAsync(FaultRun run)
    {
        await run.StartAsync("a", "b", "c", "d");
        string good = await run.SubmitLoadAsync("a");
        await run.SubmitAsync("b", "failing", [.. Enumerable.Range(0, 100).SelectMany(number => (string[])
            ["--bash", $"f{number}", $"{run.Body("true")}; exit 7", "--retry", "2"])]);
        string loud = await run.SubmitAsync(
            "c", "loud", "--bash", "loud", run.Body("timeout 2 yes 'a line that is said again and again'; true"));
        string deaf = await run.SubmitAsync("d", "deaf", "--bash", "deaf",
            $"{Testimony.Shell(run.Swarm.Witness, "begin")}; trap '' TERM INT; "
            + "for i in 1 2 3 4 5 6 7 8; do (trap '' TERM; sleep 300) & done; wait; sleep 300");
        await run.RunningAsync(deaf, "deaf");
        long asked = Stopwatch.GetTimestamp();
        (await run.Swarm.Home.RunAsync("campaign", "cancel", deaf, "--agent", "b")).Well();
        await Until.HoldsAsync(
            () => Processes.Naming(deaf).Count == 0, s_limit, "all that a deaf activity started is ended");
        run.Note("deaf_ended_after_s", Stopwatch.GetElapsedTime(asked).TotalSeconds);

        await run.Swarm.AgreesOnAsync("a", "b", "c", "d");
        foreach (string id in run.Accepted)
        {
            await run.EndsAsync(id, "a", s_limit);
        }

        Assert.Equal("Completed", (await run.ShowAsync(good, "a")).State);
        Assert.Equal("Completed", (await run.ShowAsync(loud, "a")).State);
        Assert.Equal("Canceled", (await run.ShowAsync(deaf, "a")).State);
    }
}

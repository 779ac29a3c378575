using System.Diagnostics;

namespace Swarm.Faults.Tests;

/// <summary>Test 11: a member that was taken over signs two different votes in one place, and tells both.</summary>
internal sealed class Equivocation : IFaultTest
{
    private const int Slots = 40;
    private const string Evil = "evil";

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    public int Number => 11;

    public string Name => "equivocation";

    public string Says => "a member signs two votes, both valid, for every slot, in the middle of the work";

    public string? WhyNot() => RequiresToolAttribute.WhyNot("nats-server");

    public async Task RunAsync(FaultRun run)
    {
        await run.StartAsync("a", "b", "c", "d", Evil);
        run.Gone.Add(Evil);
        await run.SubmitLoadAsync("a");
        await run.DoneAsync(run.Draw.Next(1, 10), s_limit);
        using HostileMember evil = await HostileMember.TakeOverAsync(run.Swarm, run.Swarm[Evil], run.Draw);
        using CancellationTokenSource limit = new(s_limit);
        long begun = Stopwatch.GetTimestamp();
        while (!run.Others(Evil).All(IsNamed))
        {
            await evil.EquivocateAsync(Slots, limit.Token);
            await run.Swarm.DispatchAsync("b", "more", "--noop", "one");
        }

        run.Note("named_after_s", Stopwatch.GetElapsedTime(begun).TotalSeconds);
        run.Note("messages", evil.Sent);
        await run.CompletesAsync("c", s_limit);
    }

    // I6, and from the log: by its name, at every honest agent.
    private static bool IsNamed(TestAgent agent) => agent.Log.Any(line =>
        line.Contains(Evil, StringComparison.Ordinal)
        && line.Contains("signed two different votes", StringComparison.Ordinal));
}

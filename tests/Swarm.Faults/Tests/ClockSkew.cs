using System.Text.Json;
using Xunit;

namespace Swarm.Faults.Tests;

/// <summary>Test 10: one agent's clock is an hour off, jumps back, or runs half as fast again.</summary>
internal sealed class ClockSkew : IFaultTest
{
    private const string Skewed = "d";
    private const int HostUnfit = 78;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private static readonly string? s_library = Directory.EnumerateFiles("/usr/lib", "libfaketime.so.1",
        new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2, IgnoreInaccessible = true })
        .FirstOrDefault();

    public int Number => 10;

    public string Name => "clock-skew";

    public string Says => "one agent's clock is an hour ahead or behind, steps back 30 s in the middle, or runs at 1.5";

    public string? WhyNot() => RequiresToolAttribute.WhyNot("nats-server")
        ?? (s_library is null ? "not installed: faketime (scripts/install.sh faults)" : null);

    public async Task RunAsync(FaultRun run)
    {
        (string before, string after) = run.OneOf<(string, string)>(
            [("+3600", "+3600"), ("+0", "-3600"), ("+0", "-30"), ("+0 x1.5", "+0 x1.5")]);
        run.Talk.Say($"the clock of {Skewed} is at {before}, then at {after}");
        await run.StartAsync("a", "b", "c");
        await RefuseAsync(run);
        string clock = run.Swarm.Home.File("clock", before);
        await run.Swarm.AddAsync(Skewed, new AgentPlace([], Faked(clock), []));
        await run.Swarm.AgreesOnAsync("a", "b", "c", Skewed);
        long epoch = await run.EpochAsync("a");
        string id = await run.SubmitLoadAsync(run.OneOf<string>(["a", Skewed]));
        await run.DoneAsync(run.Draw.Next(2, 20), s_limit);
        File.WriteAllText(clock, after);
        await run.CompletesAsync(run.OneOf<string>(["b", Skewed]), s_limit);

        Assert.Equal(epoch, await run.EpochAsync("a"));
        await AssertNothingLostAsync(run, id);
        Assert.Contains(run.Testimonies, line => line.Agent == Skewed);
        await AssertNamedAsync(run, after);
    }

    // Nothing is taken from anybody for being late. What the false time keeps from being fetched is handed back for it.
    private static async Task AssertNothingLostAsync(FaultRun run, string id)
    {
        CampaignWatcher watcher = run.Swarm.Watch(id, "a");
        await watcher.EndAsync(s_limit);
        ChangeFacts[] troubles = [.. watcher.Changes.Where(change => change.Code != 0)];
        run.Note("handed_back", troubles.Length);
        Assert.All(troubles, change => Assert.Contains("set the clocks", change.Message, StringComparison.Ordinal));
    }

    // A certificate that is good only in an hour is refused by whoever got it, with the remedy.
    private static async Task RefuseAsync(FaultRun run)
    {
        string clock = run.Swarm.Home.File("late-clock", "-3600");
        await using ChildProgram late = run.Swarm.Home.Start(
            ["agent", "start", "--name", "late", "--port", "0", .. run.Swarm.JoinFlags], Faked(clock));
        (await late.WaitAsync(s_limit)).Refused(HostUnfit, "set the clocks");
    }

    // I6: who looks at the agent sees by how much its clock is off.
    private static async Task AssertNamedAsync(FaultRun run, string skew)
    {
        JsonElement status = await run.StatusAsync(Skewed);
        double ahead = status.GetProperty("brokerAheadMicros").GetInt64() / 1e6;
        run.Note("broker_ahead_s", ahead);
        if (double.TryParse(skew, out double seconds))
        {
            Assert.InRange(ahead, -seconds - 5, -seconds + 5);
            CommandResult shown = await run.Swarm.Home.RunAsync("agent", "status", Skewed);
            Assert.Contains("clock", shown.Well().Output, StringComparison.Ordinal);
            Assert.Contains("time service", shown.Output, StringComparison.Ordinal);
        }
    }

    private static KeyValuePair<string, string?>[] Faked(string clock) =>
    [
        new("LD_PRELOAD", s_library),
        new("FAKETIME_TIMESTAMP_FILE", clock),
        new("FAKETIME_CACHE_DURATION", "1"),
        new("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
    ];
}

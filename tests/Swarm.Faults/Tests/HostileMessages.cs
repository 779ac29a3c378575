using System.Diagnostics;
using Swarm.Protocol.V1;
using Xunit;

namespace Swarm.Faults.Tests;

/// <summary>
/// Test 13: a member that was taken over floods the others with forged, replayed, truncated, oversized and wrongly
/// signed messages on all doors while they work. Each is dropped, counted and named; nothing else changes.
/// </summary>
internal sealed class HostileMessages : IFaultTest
{
    private const long Messages = 100_000;
    private const string Evil = "evil";
    private const double MostGrowthMib = 96;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(110);

    public int Number => 13;

    public string Name => "hostile-messages";

    public string Says => "100,000 messages of a member that was taken over, on all doors, while the others work";

    public string? WhyNot() => RequiresToolAttribute.WhyNot("nats-server");

    public async Task RunAsync(FaultRun run)
    {
        await run.StartAsync("a", "b", "c", "d", Evil);
        run.Gone.Add(Evil);
        double alone = await WorkAsync(run, "alone");
        using HostileMember evil = await HostileMember.TakeOverAsync(run.Swarm, run.Swarm[Evil], run.Draw);
        evil.Words.Recorded.AddRange(await RecordedAsync(run));
        using CancellationTokenSource limit = new(s_limit);
        long begun = Stopwatch.GetTimestamp();
        await evil.AttackAsync(Messages / 10, limit.Token);
        double before = MemoryMib(run);
        long epoch = await run.EpochAsync("a");
        Task attack = evil.AttackAsync(Messages * 9 / 10, limit.Token);
        double attacked = await WorkAsync(run, "attacked");
        await attack;
        run.Note("bad_messages_per_s", evil.Sent / Stopwatch.GetElapsedTime(begun).TotalSeconds);
        run.Note("memory_growth_mib", MemoryMib(run) - before);
        run.Note("slowdown", attacked / alone);
        foreach ((string answer, long count) in evil.Answers)
        {
            run.Talk.Say($"{count,7} × {answer}");
        }

        await AssertDroppedAsync(run, evil, epoch);
        Assert.True(run.Figures["memory_growth_mib"] < MostGrowthMib, "memory grows with bad messages");
    }

    // True votes of everybody, out of the log: they were good once, in another slot.
    private static async Task<PeerEnvelope[]> RecordedAsync(FaultRun run)
    {
        Signals.Stop(run.Swarm.Founder.BrokerProcessId);
        string copy = run.Swarm.Home.File("recorded");
        await LoopDisk.RunAsync("cp", "-r", Path.Combine(run.Swarm.Founder.StateFolder, "broker", "js"), copy);
        Signals.Continue(run.Swarm.Founder.BrokerProcessId);
        PoolLog log = await PoolLog.ReadAsync(copy, run.Swarm.Home.Folder);
        return
        [
            .. from said in log.Entries
               where said.Entry.Assigned is not null
               let certificate = said.Entry.Assigned.Certificate
               from commit in certificate.Commits
               select new PeerEnvelope
               {
                   Vote = new PeerEnvelope.Types.VoteCast
                   {
                       Vote = new SignedVote
                       {
                           Slot = certificate.Slot,
                           Ballot = certificate.Ballot,
                           Phase = VotePhase.Commit,
                           Batch = certificate.Batch,
                           Voter = commit.Voter,
                           Signature = commit.Signature,
                       },
                   },
               },
        ];
    }

    // Dropped, counted, named; and nobody fell for any of it.
    private static async Task AssertDroppedAsync(FaultRun run, HostileMember evil, long epoch)
    {
        foreach (TestAgent agent in run.Others(Evil))
        {
            long dropped = (await run.StatusAsync(agent.Name)).GetProperty("peerMessagesDropped").GetInt64();
            run.Note("dropped_at_one_agent", dropped);
            Assert.True(dropped > evil.Sent / 20, $"{agent.Name} counted {dropped} dropped messages");
            Assert.Contains(
                agent.Log,
                line => line.Contains(Evil, StringComparison.Ordinal)
                    && line.Contains("signature does not hold", StringComparison.Ordinal));
            Assert.DoesNotContain(agent.Log, line => line.Contains("Unhandled", StringComparison.Ordinal)
                || line.Contains("failed unexpectedly", StringComparison.Ordinal));
        }

        run.Note("views", await run.EpochAsync("a") - epoch);
        Assert.Subset(await run.Swarm.SeenByAsync("a"), new HashSet<string> { "a", "b", "c", "d" });
    }

    private static async Task<double> WorkAsync(FaultRun run, string name)
    {
        long begun = Stopwatch.GetTimestamp();
        string id = await run.SubmitAsync("a", name, [.. Enumerable.Range(0, 100).SelectMany(number => (string[])
            ["--bash", $"t{number}", run.Body("sleep 0.4")])]);
        await run.EndsAsync(id, "b", s_limit);
        Assert.Equal("Completed", (await run.ShowAsync(id, "b")).State);
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    // The largest of all agents.
    private static double MemoryMib(FaultRun run) => run.Others(Evil).Max(agent =>
        long.Parse(File.ReadLines($"/proc/{agent.ProcessId}/status")
            .First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024.0);
}

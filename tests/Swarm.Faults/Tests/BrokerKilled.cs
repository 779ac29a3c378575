using System.Diagnostics;

namespace Swarm.Faults.Tests;

/// <summary>Test 6: the broker is killed while campaigns are submitted and run.</summary>
internal sealed class BrokerKilled : IFaultTest
{
    private const int Kills = 3;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    public int Number => 6;

    public string Name => "broker-killed";

    public string Says => "kill -9 of the single durable broker while campaigns are submitted by three agents";

    public string? WhyNot() => RequiresToolAttribute.WhyNot("nats-server");

    public async Task RunAsync(FaultRun run)
    {
        await run.StartAsync("a", "b", "c", "d");
        await run.SubmitLoadAsync("b");
        Submitter submitter = new(run);
        int done = 2;
        for (int kill = 0; kill < Kills; kill++)
        {
            done += run.Draw.Next(1, 10);
            await run.DoneAsync(done, s_limit);
            Task<string>[] submissions =
                [.. "bcd".Select(agent => submitter.SubmitAsync($"small-{kill}-{agent}", $"{agent}"))];
            int broker = run.Swarm.Founder.BrokerProcessId;
            int entered = run.Testimonies.Count(line => !line.IsEnd);
            run.Talk.Say($"kill the broker {broker}");
            long killed = Stopwatch.GetTimestamp();
            Signals.Kill(broker);
            await Until.HoldsAsync(
                () => run.Swarm.Founder.FindBroker() is { } next && next != broker,
                s_limit,
                "the founder starts a broker again");
            run.Note("broker_back_after_s", Stopwatch.GetElapsedTime(killed).TotalSeconds);
            await Until.HoldsAsync(
                () => run.Testimonies.Count(line => !line.IsEnd) > entered, s_limit, "something new begins");
            run.Note("new_work_after_s", Stopwatch.GetElapsedTime(killed).TotalSeconds);
            await Task.WhenAll(submissions);
        }

        await run.Swarm.AgreesOnAsync("a", "b", "c", "d");
        await run.CompletesAsync("c", s_limit);
    }
}

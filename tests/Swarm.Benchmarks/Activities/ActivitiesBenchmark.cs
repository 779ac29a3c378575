using System.Diagnostics;
using Swarm.Model;
using Swarm.Sdk;
using Swarm.Sdk.Views;
using Activity = Swarm.Sdk.Activity;

namespace Swarm.Benchmarks.Activities;

/// <summary>What users wait for, on real daemons with a durable broker.</summary>
internal static class ActivitiesBenchmark
{
    private const int Warm = 1_000;
    private const int Noops = 5_000;
    private const int Programs = 1_000;
    private const int Few = 100;
    private const int Singles = 100;
    private const int Chain = 200;
    private const int Large = 100_000;
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(30);

    // Until then the runtime compiles what the start made hot once more, which is no rest.
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(30);

    internal static async Task RunAsync(Figures figures, CancellationToken ct)
    {
        await TryAsync("rest", figures, () => RestAsync(figures, ct));
        await TryAsync("large", figures, () => LargeAsync(figures, ct));
        await TryAsync("single", figures, () => OneAgentAsync(figures, ct));
        await TryAsync("three", figures, () => ThreeAgentsAsync(figures, ct));
        await TryAsync("ten", figures, () => TenAgentsAsync(figures, ct));
    }

    // A part that cannot be measured is said, and the others go on: its figures are absent, not invented.
    private static async Task TryAsync(string part, Figures figures, Func<Task> run)
    {
        try
        {
            await run();
        }
        catch (Exception broken) when (broken
            is TimeoutException or InvalidOperationException or SwarmException or IOException)
        {
            figures.Miss(part, broken.Message);
        }
    }

    private static async Task RestAsync(Figures figures, CancellationToken ct)
    {
        await using BenchSwarm swarm = await BenchSwarm.StartAsync(1, ct);
        figures.Say($"one agent at rest for {s_rest.TotalSeconds} s");
        await Task.Delay(s_settling, ct);
        double before = ProcessTimes.CpuSeconds([swarm.FirstPid]);
        double all = swarm.CpuSeconds();
        await Task.Delay(s_rest, ct);
        figures.Add("rest.agent_cpu_percent",
            (ProcessTimes.CpuSeconds([swarm.FirstPid]) - before) / s_rest.TotalSeconds * 100, "% of a core");
        figures.Add("rest.agent_and_broker_cpu_percent", (swarm.CpuSeconds() - all) / s_rest.TotalSeconds * 100,
            "% of a core");
        figures.Add("rest.agent_memory_mb", ProcessTimes.MemoryBytes(swarm.FirstPid, "VmRSS") / 1e6, "MB resident");
    }

    private static async Task LargeAsync(Figures figures, CancellationToken ct)
    {
        await using BenchSwarm swarm = await BenchSwarm.StartAsync(1, ct);
        figures.Say($"a campaign of {Large:N0} activities");
        Campaign campaign = Of(Large, Noop);
        long start = Stopwatch.GetTimestamp();
        await campaign.DispatchAsync(swarm.Client, ct);
        figures.Add("large.accepted_seconds", Stopwatch.GetElapsedTime(start).TotalSeconds,
            "s from sending to accepted");
        figures.Add("large.agent_peak_mb", ProcessTimes.MemoryBytes(swarm.FirstPid, "VmHWM") / 1e6,
            "MB peak, accepted");
        await Task.Delay(TimeSpan.FromSeconds(10), ct);
        CampaignSummary summary = (await swarm.Client.ListCampaignsAsync(1, ct))[0];
        figures.Add("large.rate_10s", summary.Completed / (DateTimeOffset.UtcNow - summary.Submitted).TotalSeconds,
            "no-ops/s in its first 10 s");
        figures.Add("large.agent_peak_10s_mb", ProcessTimes.MemoryBytes(swarm.FirstPid, "VmHWM") / 1e6,
            "MB peak, 10 s later");
    }

    private static async Task OneAgentAsync(Figures figures, CancellationToken ct)
    {
        await using BenchSwarm swarm = await BenchSwarm.StartAsync(1, ct);
        await WarmAsync(swarm, ct);
        figures.Say("1 daemon");
        await RateAsync("noop1", swarm, Noops, Noop, figures, ct);
        await RateAsync("true1", swarm, Programs, True, figures, ct);
        await LatencyAsync("latency1", swarm, figures, ct);
    }

    private static async Task ThreeAgentsAsync(Figures figures, CancellationToken ct)
    {
        await using BenchSwarm swarm = await BenchSwarm.StartAsync(3, ct);
        await WarmAsync(swarm, ct);
        figures.Say("3 daemons, in turn with others");
        await RateAsync("noop3", swarm, Noops, Noop, figures, ct);
        await LatencyAsync("latency3", swarm, figures, ct);
        await using (DaskRival dask = await DaskRival.StartAsync(ct))
        {
            await Legs.CompareAsync(
                ("dask", () => dask.MapAsync(Noops, ct)), ("noop3_against_dask", () => LegAsync(swarm, Noops, Noop,
                    ct)), figures);
            double[] times = await dask.SubmitAsync(Singles, ct);
            figures.Add("dask.submit_result_p50_ms", Figures.Median(times), "ms");
            figures.Add("dask.submit_result_p95_ms", Figures.Quantile(times, 0.95), "ms");
        }

        await Legs.CompareAsync(
            ("parallel", () => Rivals.ParallelAsync(Programs, ct)),
            ("true3_against_parallel", () => LegAsync(swarm, Programs, True, ct)), figures);
        await Legs.CompareAsync(
            ("snakemake", () => Rivals.SnakemakeAsync(Few, ct)), ("true3_against_snakemake", () => LegAsync(swarm, Few,
                True, ct)), figures);
    }

    private static async Task TenAgentsAsync(Figures figures, CancellationToken ct)
    {
        await using BenchSwarm swarm = await BenchSwarm.StartAsync(10, ct);
        await WarmAsync(swarm, ct);
        await LegAsync(swarm, Noops, Noop, ct);
        figures.Say("10 daemons");
        await RateAsync("noop10", swarm, Noops, Noop, figures, ct);
    }

    private static async Task WarmAsync(BenchSwarm swarm, CancellationToken ct)
    {
        await LegAsync(swarm, Warm, Noop, ct);
        await LegAsync(swarm, Few, True, ct);
    }

    private static async Task RateAsync(
        string name, BenchSwarm swarm, int count, Action<Campaign, int> activity, Figures figures, CancellationToken ct)
    {
        List<Leg> legs = [];
        for (int i = 0; i < 3; i++)
        {
            legs.Add(await LegAsync(swarm, count, activity, ct));
        }

        figures.Add($"{name}.rate", Figures.Median([.. legs.Select(leg => leg.Rate)]), "activities/s");
        figures.Add($"{name}.cpu_us", Figures.Median([.. legs.Select(leg => leg.CpuMicros)]),
            "us CPU an activity, daemons and broker");
    }

    // One /bin/true on an idle swarm, again and again; then a chain, in which only the swarm's own part takes time.
    private static async Task LatencyAsync(string name, BenchSwarm swarm, Figures figures, CancellationToken ct)
    {
        List<double> results = [];
        List<double> starts = [];
        for (int i = 0; i < Singles; i++)
        {
            DateTimeOffset sent = DateTimeOffset.UtcNow;
            long start = Stopwatch.GetTimestamp();
            CampaignRun run = await Of(1, True).DispatchAsync(swarm.Client, ct);
            await foreach (CampaignEvent change in run.Events(0, ct))
            {
                if (change is { Activity: not null, State: ActivityState.Assigned })
                {
                    starts.Add((change.Time - sent).TotalMilliseconds);
                }
            }

            results.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        figures.Add($"{name}.submit_assigned_p50_ms", Figures.Median(starts), "ms, sent to assigned in the log");
        figures.Add($"{name}.submit_assigned_p95_ms", Figures.Quantile(starts, 0.95), "ms");
        figures.Add($"{name}.submit_result_p50_ms", Figures.Median(results), "ms, sent to result known, one /bin/true");
        figures.Add($"{name}.submit_result_p95_ms", Figures.Quantile(results, 0.95), "ms");
        List<double> links = await ChainAsync(swarm, ct);
        figures.Add($"{name}.overhead_p50_ms", Figures.Median(links), "ms, a no-op that waited for another");
        figures.Add($"{name}.overhead_p95_ms", Figures.Quantile(links, 0.95), "ms");
    }

    private static async Task<List<double>> ChainAsync(BenchSwarm swarm, CancellationToken ct)
    {
        Campaign campaign = new("chain");
        Activity? last = null;
        for (int i = 0; i < Chain; i++)
        {
            Activity next = campaign.Noop($"a{i}");
            last = last is null ? next : next.After(last);
        }

        List<DateTimeOffset> ends = [];
        CampaignRun run = await campaign.DispatchAsync(swarm.Client, ct);
        await foreach (CampaignEvent change in run.Events(0, ct))
        {
            if (change is { Activity: not null, State: ActivityState.Completed })
            {
                ends.Add(change.Time);
            }
        }

        return [.. ends.Zip(ends.Skip(1), (before, after) => (after - before).TotalMilliseconds)];
    }

    private static async Task<Leg> LegAsync(BenchSwarm swarm, int count, Action<Campaign, int> activity,
        CancellationToken ct)
    {
        Campaign campaign = Of(count, activity);
        double cpu = swarm.CpuSeconds();
        double seconds = await swarm.RunAsync(campaign, ct);
        return new Leg(count, seconds, swarm.CpuSeconds() - cpu);
    }

    private static Campaign Of(int count, Action<Campaign, int> add)
    {
        Campaign campaign = new("bench");
        for (int i = 0; i < count; i++)
        {
            add(campaign, i);
        }

        return campaign;
    }

    private static void Noop(Campaign campaign, int i) => campaign.Noop($"a{i}");

    private static void True(Campaign campaign, int i) => campaign.Run($"a{i}", "/bin/true");
}

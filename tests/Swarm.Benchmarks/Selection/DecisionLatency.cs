using Swarm.Benchmarks.Activities;
using Swarm.Model;
using Swarm.Sdk;

namespace Swarm.Benchmarks.Selection;

/// <summary>
/// How long one decision takes where nothing else goes on: four real daemons and their durable log, in turn with a
/// key that is created in etcd (three nodes) and in a replicated key-value store of JetStream; then ten daemons.
/// </summary>
internal static class DecisionLatency
{
    private const int Legs = 3;
    private const int Warm = 100;
    private const int Each = 100;

    internal static async Task RunAsync(Figures figures, CancellationToken cancellationToken)
    {
        await TryAsync("daemons4", figures, () => CompareAsync(figures, cancellationToken));
        await TryAsync("daemons10", figures, () => TenAsync(figures, cancellationToken));
    }

    private static async Task TryAsync(string part, Figures figures, Func<Task> run)
    {
        try
        {
            await run();
        }
        catch (Exception broken) when (broken
            is TimeoutException or InvalidOperationException or SwarmException or IOException or HttpRequestException)
        {
            figures.Miss(part, broken.Message);
        }
    }

    private static async Task CompareAsync(Figures figures, CancellationToken cancellationToken)
    {
        figures.Say("4 daemons, in turn with etcd and JetStream, three nodes each");
        await using EtcdRival etcd = await EtcdRival.StartAsync(cancellationToken);
        await using JetStreamRival jetStream = await JetStreamRival.StartAsync(cancellationToken);
        await using BenchSwarm swarm = await BenchSwarm.StartAsync(4, cancellationToken);
        await SelectAsync(swarm, Warm, cancellationToken);
        await etcd.CreateAsync(Warm, cancellationToken);
        await jetStream.CreateAsync(Warm, cancellationToken);
        List<double> etcdMs = [];
        List<double> jetStreamMs = [];
        List<(double Selected, double Told)> ours = [];
        for (int leg = 0; leg < Legs; leg++)
        {
            etcdMs.AddRange(await etcd.CreateAsync(Each, cancellationToken));
            ours.AddRange(await SelectAsync(swarm, Each, cancellationToken));
            jetStreamMs.AddRange(await jetStream.CreateAsync(Each, cancellationToken));
        }

        AddAll("selection.etcd3.create", etcdMs, figures);
        AddAll("selection.jetstream3.create", jetStreamMs, figures);
        AddAll("selection.daemons4", ours, figures);
        double selected = Figures.Median([.. ours.Select(one => one.Selected)]);
        figures.Add("selection.daemons4.of_etcd_p50", selected / Figures.Median(etcdMs), "of etcd's");
        figures.Add("selection.daemons4.of_jetstream_p50", selected / Figures.Median(jetStreamMs), "of JetStream's");
    }

    private static async Task TenAsync(Figures figures, CancellationToken cancellationToken)
    {
        figures.Say("10 daemons");
        await using BenchSwarm swarm = await BenchSwarm.StartAsync(10, cancellationToken);
        await SelectAsync(swarm, Warm, cancellationToken);
        AddAll("selection.daemons10", await SelectAsync(swarm, Legs * Each, cancellationToken), figures);
    }

    private static void AddAll(string name, List<(double Selected, double Told)> all, Figures figures)
    {
        AddAll($"{name}.select", [.. all.Select(one => one.Selected)], figures);
        AddAll($"{name}.submit_assigned", [.. all.Select(one => one.Told)], figures);
    }

    private static void AddAll(string name, IReadOnlyList<double> all, Figures figures)
    {
        figures.Add($"{name}_p50_ms", Figures.Median(all), "ms");
        figures.Add($"{name}_p95_ms", Figures.Quantile(all, 0.95), "ms");
    }

    // By the times of the log's entries: from a campaign's own to the one that assigns its only activity. That holds
    // one durable write of the two, the first.
    private static async Task<List<(double Selected, double Told)>> SelectAsync(
        BenchSwarm swarm, int count, CancellationToken cancellationToken)
    {
        List<(double Selected, double Told)> all = [];
        for (int i = 0; i < count; i++)
        {
            Campaign campaign = new("bench");
            campaign.Noop("a");
            DateTimeOffset sent = DateTimeOffset.UtcNow;
            DateTimeOffset? accepted = null;
            CampaignRun run = await campaign.DispatchAsync(swarm.Client, cancellationToken);
            await foreach (CampaignEvent change in run.Events(0, cancellationToken))
            {
                accepted ??= change.Time;
                if (change is { Activity: not null, State: ActivityState.Assigned })
                {
                    all.Add(((change.Time - accepted.Value).TotalMilliseconds, (change.Time - sent).TotalMilliseconds));
                }
            }
        }

        return all;
    }
}

using System.Globalization;
using Swarm.Benchmarks;
using Swarm.Benchmarks.Activities;
using Swarm.Benchmarks.Core;
using Swarm.Benchmarks.Selection;

// NAME [--json FILE]: runs a group of measurements, prints its table and writes every figure as flat JSON.
SortedDictionary<string, (string Says, Func<Figures, CancellationToken, Task> Run)> groups = new(StringComparer.Ordinal)
{
    ["activities"] = ("real daemons: activities/s, overhead, latency, memory, against Dask, GNU parallel, snakemake",
        ActivitiesBenchmark.RunAsync),
    ["core"] = ("the deciding core alone: steps/s, bytes a step, votes and rounds/s, codecs", (figures, _) =>
    {
        CoreBenchmark.Run(figures);
        return Task.CompletedTask;
    }
    ),
    ["selection"] = ("agreement alone: decisions/s with real signatures and codecs, against the cryptography alone",
        SelectionBenchmark.RunAsync),
    ["nats"] = ("our NATS client against the C client on one server, as ratios", async (figures, ct) =>
    {
        foreach ((string name, double value) in await NatsComparison.RunAsync(new NatsComparisonOptions(), Console.Out,
            ct))
        {
            figures.Keep(name, value);
        }
    }
    ),
};

if (args.Length == 0)
{
    foreach ((string name, (string says, _)) in groups)
    {
        Console.WriteLine($"{name,-12} {says}");
    }

    return 0;
}

int at = Array.IndexOf(args, "--json");
string? file = at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
if (!groups.TryGetValue(args[0], out (string Says, Func<Figures, CancellationToken, Task> Run) group)
    || (args.Length > 1 && (file is null || args.Length != 3)))
{
    Console.Error.WriteLine($"usage: bench.sh {string.Join('|', groups.Keys)} [--json FILE]");
    return 2;
}

Figures all = new(Console.Out);
using CancellationTokenSource interrupted = new();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    interrupted.Cancel();
};
try
{
    await group.Run(all, interrupted.Token);
}
catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
{
    return 130;
}
finally
{
    if (file is not null)
    {
        await File.WriteAllTextAsync(file, all.ToJson());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{all.Count} figures in {file}"));
    }
}

return all.Missed == 0 ? 0 : 1;

using Swarm.Core;
using Swarm.Sdk.Formats;

namespace Swarm.Simulation.Scheduling;

/// <summary>A workflow while it is drawn: each task writes one file, which those that wait for it read.</summary>
internal sealed class WorkflowDraft(WorkflowLoad load, Rng rng)
{
    private readonly List<WfTask> _tasks = [];
    private readonly List<WfFile> _files = [];
    private readonly SortedDictionary<string, (double Seconds, double Bytes)> _kinds = new(StringComparer.Ordinal);

    internal Rng Rng => rng;

    /// <summary>Adds a task; the answer is its id.</summary>
    internal string Add(string name, string[] parents)
    {
        string id = $"{name}_{_tasks.Count:D5}";
        if (!_kinds.TryGetValue(name, out (double Seconds, double Bytes) kind))
        {
            _kinds[name] = kind = (Skewed(1.0 / 3), Skewed(1.0 / 3));
        }

        if (parents.Length == 0)
        {
            _files.Add(new WfFile($"{id}.in", (long)(load.MeanBytes * Skewed(1))));
        }

        _files.Add(new WfFile($"{id}.out", (long)(load.MeanBytes * kind.Bytes * Skewed(2.0 / 3))));
        _tasks.Add(new WfTask
        {
            Id = id,
            Name = name,
            Parents = [.. parents.Distinct().Order(StringComparer.Ordinal)],
            Inputs = parents.Length == 0
                ? [$"{id}.in"] : [.. parents.Distinct().Select(parent => $"{parent}.out")],
            Outputs = [$"{id}.out"],
            RuntimeSeconds = Math.Round(load.MeanSeconds * kind.Seconds * Skewed(2.0 / 3), 6),
            Cores = 1,
        });
        return id;
    }

    internal WfInstance Finish(string name) => new()
    {
        Name = name,
        Tasks = _tasks,
        Files = _files,
        MakespanSeconds = 0,
        ExecutedAt = DateTimeOffset.UnixEpoch,
    };

    // Log-normal with mean 1: twelve even numbers less six are normal enough.
    private double Skewed(double share)
    {
        double sigma = load.SpreadPermille / 1000.0 * share;
        double normal = Enumerable.Range(0, 12).Sum(_ => rng.Below(1_000_000) / 1e6) - 6;
        return Math.Exp(sigma * normal - sigma * sigma / 2);
    }
}

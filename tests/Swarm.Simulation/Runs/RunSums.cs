using System.Text;
using System.Text.Json;

namespace Swarm.Simulation.Runs;

/// <summary>What many runs came to. It is kept in a file between slices of a long run.</summary>
internal sealed class RunSums
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    public ulong From { get; set; }

    public ulong Next { get; set; }

    /// <summary>Runs that count: see <see cref="SimScale.Schedule"/>, and at least 5,000 steps.</summary>
    public long Schedules { get; set; }

    /// <summary>Runs that ended well and were too small to count.</summary>
    public long Short { get; set; }

    public long Steps { get; set; }

    public long Messages { get; set; }

    public long Activities { get; set; }

    public long Attempts { get; set; }

    public long Decisions { get; set; }

    public long Entries { get; set; }

    public long Cuts { get; set; }

    public long Campaigns { get; set; }

    public long Completed { get; set; }

    public long VirtualSeconds { get; set; }

    public double Seconds { get; set; }

    public long PeakMemoryBytes { get; set; }

    public SortedDictionary<string, long> FaultKinds { get; set; } = [];

    public SortedDictionary<ulong, string> Failures { get; set; } = [];

    /// <summary>Takes up where a file left off; begins anew when there is none.</summary>
    internal static RunSums Load(string? path, ulong from)
    {
        bool isThere = path is not null && File.Exists(path);
        RunSums? sums = isThere ? JsonSerializer.Deserialize<RunSums>(File.ReadAllText(path!)) : null;
        return sums is null ? new RunSums { From = from, Next = from }
            : sums.From == from ? sums
            : throw new ArgumentException($"{path} is of runs from seed {sums.From}; give --from {sums.From}");
    }

    internal void Save(string? path)
    {
        if (path is not null)
        {
            File.WriteAllText(path + ".new", JsonSerializer.Serialize(this, s_json));
            File.Move(path + ".new", path, overwrite: true);
        }
    }

    /// <summary>Adds a run that has ended.</summary>
    internal void Add(Simulator run)
    {
        bool counts = run.Agents is >= 4 and <= 10 && run.Activities >= 50 && run.Steps >= 5_000
            && run.Plan.Kinds.Count >= 2;
        Schedules += counts ? 1 : 0;
        Short += counts ? 0 : 1;
        Steps += run.Steps;
        Messages += run.Messages;
        Activities += run.Activities;
        Attempts += run.Runs;
        Decisions += run.Decisions;
        Entries += run.Entries;
        Cuts += run.Cuts;
        Campaigns += run.Campaigns;
        Completed += run.Completed;
        VirtualSeconds += run.ElapsedMicros / 1_000_000;
        foreach (string kind in run.Plan.Kinds)
        {
            FaultKinds[kind] = FaultKinds.GetValueOrDefault(kind) + 1;
        }
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        StringBuilder text = new();
        text.AppendLine($"seeds {From} to {Next - 1}: {Schedules} schedules and {Short} shorter runs, "
            + $"{Failures.Count} failed");
        text.AppendLine($"{Steps:N0} steps, {Messages:N0} messages, {Activities:N0} activities in {Attempts:N0} "
            + $"attempts, {Decisions:N0} decisions, {Entries:N0} entries, {Cuts:N0} members cut out");
        text.AppendLine($"{Completed:N0} of {Campaigns:N0} campaigns completed, the others failed or were canceled");
        text.AppendLine($"{VirtualSeconds:N0} s of virtual time in {Seconds:N0} s: {(Schedules + Short) / Seconds:F1} "
            + $"runs/s, {Steps / Seconds:N0} steps/s; at most {PeakMemoryBytes >> 20} MiB");
        text.Append("runs with each kind of fault: "
            + string.Join(", ", FaultKinds.Select(kind => $"{kind.Key} {kind.Value}")));
        return text.ToString();
    }
}

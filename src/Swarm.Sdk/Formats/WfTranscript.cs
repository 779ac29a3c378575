using Swarm.Sdk.Views;

namespace Swarm.Sdk.Formats;

/// <summary>Puts what is known of a campaign's activities into the words of WfFormat.</summary>
internal sealed class WfTranscript(IReadOnlyList<ActivityReport> reports, AgentRoster roster)
{
    private readonly Dictionary<int, string> _ids = [];
    private readonly Dictionary<string, IReadOnlyList<(string Path, string Id)>> _written =
        new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, long> _files = new(StringComparer.Ordinal);

    /// <summary>Writes the instance.</summary>
    internal WfInstance Write(CampaignSummary summary)
    {
        HashSet<string> taken = new(StringComparer.Ordinal);
        foreach (ActivityReport report in reports)
        {
            _ids[report.Summary.Index] = Unique(report.Summary.Name, taken);
        }

        HashSet<string> files = new(StringComparer.Ordinal);
        foreach (ActivityReport report in reports)
        {
            _written[report.Summary.Name] = [.. report.Outputs.Select(output => Keep(report, output, files))];
        }

        WfTask[] tasks = [.. reports.Select(TaskOf)];
        string[] used = [.. reports.Select(report => report.Summary.Agent).Where(agent => agent.Length > 0).Distinct()];
        return new WfInstance
        {
            Name = summary.Name,
            Description = $"Campaign {summary.Id}, {summary.State.ToString().ToLowerInvariant()}",
            CreatedAt = summary.Ended ?? summary.Submitted,
            RuntimeSystem = "Swarm",
            RuntimeSystemVersion = typeof(WfTranscript).Assembly.GetName().Version?.ToString(3),
            Tasks = tasks,
            Files = [.. _files.Select(file => new WfFile(file.Key, file.Value))],
            Machines = [.. roster.Agents.Where(agent => used.Contains(agent.Agent)).Select(MachineOf)],
            MakespanSeconds = summary.Ended is { } ended ? (ended - summary.Submitted).TotalSeconds : null,
            ExecutedAt = summary.Submitted,
        };
    }

    private WfTask TaskOf(ActivityReport report)
    {
        ActivitySummary summary = report.Summary;
        bool ran = summary.State == ActivityState.Completed;
        bool isProgram = summary.Plugin != "noop" && report.Command.Count > 0;
        DateTimeOffset? ended = report.History.LastOrDefault(change => change.State == ActivityState.Completed)?.Time;
        return new WfTask
        {
            Id = _ids[summary.Index],
            Name = report.Command.Count > 0 ? RefPath.BaseName(report.Command[0]) : summary.Plugin,
            Parents = [.. summary.Parents.Select(parent => _ids[parent]).Order(StringComparer.Ordinal)],
            Inputs = [.. report.Inputs.SelectMany(FilesOf).Distinct(StringComparer.Ordinal)],
            Outputs = [.. _written[summary.Name].Select(file => file.Id)],
            RuntimeSeconds = ran ? summary.Ran.TotalSeconds : null,
            ExecutedAt = ran ? ended - summary.Ran : null,
            Program = isProgram ? report.Command[0] : null,
            Arguments = isProgram ? [.. report.Command.Skip(1)] : [],
            Machines = summary.Agent.Length > 0 ? [summary.Agent] : [],
        };
    }

    // A reference to an activity means the files it left; any other is a file from outside, of unknown length.
    private IEnumerable<string> FilesOf(string input)
    {
        if (DataRef.Parse(input) is DataRef.Output output)
        {
            return _written.GetValueOrDefault(output.Activity, [])
                .Where(file => RefPath.IsWithin(file.Path, output.Path)
                    || file.Path.EndsWith("/" + output.Path, StringComparison.Ordinal))
                .Select(file => file.Id);
        }

        string id = Plain(input);
        _files.TryAdd(id, 0);
        return [id];
    }

    private (string Path, string Id) Keep(ActivityReport report, PublishedFile output, HashSet<string> taken)
    {
        string id = Unique($"{report.Summary.Name}.{output.File.Path}", taken);
        _files[id] = output.File.SizeBytes;
        return (output.File.Path, id);
    }

    private static WfMachine MachineOf(AgentEntry agent) => new(
        agent.Agent,
        Math.Max(1, agent.Offered.MilliCores / 1000),
        null,
        agent.Offered.MemoryBytes > 0 ? agent.Offered.MemoryBytes : null);

    private static string Unique(string text, HashSet<string> taken)
    {
        string plain = Plain(text);
        string id = plain;
        for (int i = 2; !taken.Add(id); i++)
        {
            id = $"{plain}.{i}";
        }

        return id;
    }

    private static string Plain(string text) =>
        string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_'));
}

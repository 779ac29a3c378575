using System.Globalization;

namespace Swarm.Sdk.Formats;

/// <summary>
/// Makes a campaign of a recorded workflow: each task becomes an activity that waits as long as the task ran and writes
/// files as long as the task's.
/// </summary>
internal sealed class WfCampaign(WfInstance instance, WfFormatOptions options)
{
    private const int MaxNameLength = 96;

    /// <summary>A little less than what the plugin takes.</summary>
    private const double MaxSeconds = 999_999;

    private readonly Dictionary<string, string> _activities = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _fileNames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _sizes =
        instance.Files.ToDictionary(file => file.Id, file => file.SizeBytes, StringComparer.Ordinal);
    private readonly Dictionary<string, Activity> _producers = new(StringComparer.Ordinal);
    private readonly List<string> _changes = [];

    /// <summary>Makes it.</summary>
    /// <param name="file">The file it comes from.</param>
    /// <returns>The campaign, and what it does not take from the instance as it is.</returns>
    internal (Campaign Campaign, IReadOnlyList<string> Changes) Make(string file)
    {
        Campaign campaign = new(PlainName(instance.Name), options.Id, file);
        NameAll(instance.Tasks.Select(task => task.Id), _activities, "tasks");
        NameAll(instance.Files.Select(known => known.Id), _fileNames, "files");
        Dictionary<string, Activity> made = new(StringComparer.Ordinal);
        foreach (WfTask task in instance.Tasks)
        {
            made[task.Id] = Add(campaign, task);
        }

        foreach (WfTask task in instance.Tasks)
        {
            Connect(task, made);
        }

        NoteWhatIsMissing();
        return (campaign, _changes);
    }

    private Activity Add(Campaign campaign, WfTask task)
    {
        double seconds = Math.Clamp((task.RuntimeSeconds ?? 0) * options.TimeScale, 0, MaxSeconds);
        Activity activity = campaign.Plugin(_activities[task.Id], "noop", task.Name)
            .With("sleep", seconds.ToString("0.######", CultureInfo.InvariantCulture))
            .Takes(TimeSpan.FromSeconds(seconds));
        if (task.Outputs.Count > 0)
        {
            activity.Writes([.. task.Outputs.Select(output => _fileNames[output])])
                .With("bytes", string.Join(',', task.Outputs.Select(SizeOf)));
            foreach (string output in task.Outputs)
            {
                _producers[output] = activity;
            }
        }

        return options.KeepNeeds
            ? activity.Needs(CoresOf(task), task.MemoryBytes is { } bytes ? $"{bytes} B" : null) : activity;
    }

    private void Connect(WfTask task, Dictionary<string, Activity> made)
    {
        Activity activity = made[task.Id];
        HashSet<Activity> read = [];
        foreach (string input in task.Inputs)
        {
            if (_producers.TryGetValue(input, out Activity? producer))
            {
                activity.Reads(producer.Output[_fileNames[input]]);
                read.Add(producer);
            }
        }

        activity.After([.. task.Parents.Select(parent => made[parent]).Where(parent => !read.Contains(parent))]);
    }

    private void NoteWhatIsMissing()
    {
        int outside = instance.Tasks.SelectMany(task => task.Inputs).Distinct(StringComparer.Ordinal)
            .Count(input => !_producers.ContainsKey(input));
        if (outside > 0)
        {
            _changes.Add($"{outside} files come from outside the workflow; nothing is fetched for them");
        }

        int unknown = instance.Tasks.Count(task => task.RuntimeSeconds is null);
        if (unknown > 0)
        {
            _changes.Add($"of {unknown} tasks no runtime was recorded; they take no time");
        }

        int cut = instance.Tasks.Count(task => task.RuntimeSeconds * options.TimeScale > MaxSeconds);
        if (cut > 0)
        {
            _changes.Add($"{cut} tasks ran longer than {MaxSeconds} s; they wait that long");
        }
    }

    // The recorded count, else what was used of the processor, a little less than a whole core more left out.
    private static double CoresOf(WfTask task) =>
        Math.Max(1, Math.Ceiling(task.Cores ?? (task.AverageCpuPercent ?? 0) / 100 - 0.1));

    private long SizeOf(string file) =>
        (long)Math.Min(long.MaxValue / 2, _sizes.GetValueOrDefault(file) * options.SizeScale);

    private void NameAll(IEnumerable<string> ids, Dictionary<string, string> names, string what)
    {
        HashSet<string> taken = new(StringComparer.Ordinal);
        int renamed = 0;
        foreach (string id in ids)
        {
            string name = PlainName(id);
            for (int i = 2; !taken.Add(name); i++)
            {
                name = $"{PlainName(id)}~{i}";
            }

            names[id] = name;
            renamed += name == id ? 0 : 1;
        }

        if (renamed > 0)
        {
            _changes.Add($"{renamed} {what} have names that cannot be paths; they get others");
        }
    }

    /// <summary>A text as a name of one path segment.</summary>
    private static string PlainName(string text)
    {
        string plain = string.Concat(text.Select(c => char.IsControl(c) || c is '/' or '\\' or '@' or ':' ? '_' : c));
        int length = Math.Min(plain.Length, MaxNameLength);
        plain = plain[..(length > 0 && char.IsHighSurrogate(plain[length - 1]) ? length - 1 : length)];
        return plain.Trim() is "" or "." or ".." ? "_" : plain;
    }
}

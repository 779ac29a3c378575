namespace Swarm.Model;

/// <summary>
/// Finds everything that is wrong with a campaign as a whole; one activity alone is <see cref="ActivityCheck"/>'s.
/// </summary>
internal sealed class CampaignCheck(
    string name, IReadOnlyList<ActivitySpec> activities, IReadOnlyList<CarriedFile> files)
{
    private static readonly System.Collections.IComparer s_byPath = Comparer<object>.Create(
        (left, right) => string.CompareOrdinal(PathOf(left), PathOf(right)));

    /// <summary>Everything that was found.</summary>
    internal ProblemList Problems { get; } = new();

    /// <summary>The index of each name.</summary>
    internal Dictionary<string, int> Indexes { get; } = new(activities.Count, StringComparer.Ordinal);

    /// <summary>The activities with what follows from what their author wrote filled in.</summary>
    internal ActivitySpec[] Settled { get; } = new ActivitySpec[activities.Count];

    /// <summary>The files the campaign brings along, in order of path.</summary>
    internal CarriedFile[] Files { get; } = [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];

    /// <summary>Checks everything; the answer is each activity's parents, or null when there are problems.</summary>
    internal AdjacencyList? Run()
    {
        if (!CheckSize())
        {
            return null;
        }

        CheckFiles();
        for (int i = 0; i < activities.Count; i++)
        {
            ActivityCheck check = new(activities[i], Problems);
            Settled[i] = check.Run();
            if (!Indexes.TryAdd(activities[i].Name, i))
            {
                Add(
                    activities[i].Name,
                    "its name is taken by another activity",
                    "give each activity a name of its own");
            }
        }

        AdjacencyList parents = AdjacencyList.From([.. Settled.Select(ParentsOf)]);
        CheckCycles(parents);
        return Problems.IsEmpty ? parents : null;
    }

    private bool CheckSize()
    {
        if (Names.ProblemOf(name) is { } problem)
        {
            Add(null, $"the campaign's name {problem}", "give it a short name");
        }

        if (activities.Count == 0)
        {
            Add(null, "the campaign has no activities", "add at least one");
        }

        if (activities.Count > CampaignGraph.MaxActivities)
        {
            Add(
                null,
                $"the campaign has {activities.Count} activities; {CampaignGraph.MaxActivities} are allowed",
                "split it into several campaigns");
            return false;
        }

        return true;
    }

    // The files are in order of path, so a path that comes twice stands beside itself.
    private void CheckFiles()
    {
        for (int i = 0; i < Files.Length; i++)
        {
            CarriedFile file = Files[i];
            string shown = Printable.Of(file.Path);
            if (!RefPath.IsPlain(file.Path))
            {
                Add(
                    null,
                    $"'{shown}' is no plain path of a file that it brings along",
                    "write it from the campaign's folder, without '.', '..', doubled '/' and control characters");
            }

            if (file.SizeBytes < 0)
            {
                Add(null, $"the file '{shown}' that it brings along has {file.SizeBytes} bytes", "dispatch it anew");
            }

            if (i > 0 && Files[i - 1].Path == file.Path)
            {
                Add(null, $"it brings '{shown}' along twice", "dispatch it anew");
            }
        }
    }

    private SortedSet<int> ParentsOf(ActivitySpec activity)
    {
        SortedSet<int> parents = [];
        foreach (string other in activity.After)
        {
            AddParent(activity, other, parents, "it comes after");
        }

        foreach (ActivityInput input in activity.Inputs)
        {
            if (input.Ref is DataRef.Output output)
            {
                AddParent(activity, output.Activity, parents, "it reads the output of");
                CheckOutput(activity, output);
            }
            else if (input.Ref is DataRef.Relative relative)
            {
                CheckCarried(activity, relative);
            }
        }

        return parents;
    }

    private void AddParent(ActivitySpec activity, string other, SortedSet<int> parents, string how)
    {
        if (!Indexes.TryGetValue(other, out int index))
        {
            Add(
                activity.Name,
                $"{how} '{Printable.Of(other, 60)}', which is not in the campaign",
                "add it, or take the word out");
        }
        else if (other == activity.Name)
        {
            Add(activity.Name, $"{how} itself", "an activity can only depend on others");
        }
        else
        {
            parents.Add(index);
        }
    }

    private void CheckOutput(ActivitySpec activity, DataRef.Output output)
    {
        if (Indexes.TryGetValue(output.Activity, out int index) && activities[index].Outputs.Count == 0)
        {
            Add(
                activity.Name,
                $"it reads the output of '{Printable.Of(output.Activity, 60)}', which declares none",
                "add .Writes(...) there, or use .After(...) here when only the order matters");
        }
    }

    private void CheckCarried(ActivitySpec activity, DataRef.Relative relative)
    {
        if (!IsCarried(relative.Path))
        {
            Add(
                activity.Name,
                $"it reads '{Printable.Of(relative.Path)}', which is not beside the campaign file",
                "put it there, or write AGENT://path for data that an agent has");
        }
    }

    // A folder is there when the first file behind its own name and a '/' lies in it.
    private bool IsCarried(string path)
    {
        int first = ~Array.BinarySearch(Files, path + "/", s_byPath);
        return Array.BinarySearch(Files, path, s_byPath) >= 0
            || (first >= 0 && first < Files.Length && RefPath.IsWithin(Files[first].Path, path));
    }

    private void CheckCycles(AdjacencyList parents)
    {
        AdjacencyList children = parents.Reversed();
        if (CriticalPath.Order(parents, children).Count == parents.Count)
        {
            return;
        }

        List<int> cycle = CriticalPath.FindCycle(parents, children);
        string members =
            string.Join(" -> ", cycle.Append(cycle[0]).Select(i => $"'{Printable.Of(activities[i].Name, 40)}'"));
        Add(null, $"activities depend on each other in a circle: {members}", "break it");
    }

    private static string? PathOf(object? file) => file is CarriedFile carried ? carried.Path : file as string;

    private void Add(string? activity, string what, string remedy) => Problems.Add(activity, what, remedy);
}

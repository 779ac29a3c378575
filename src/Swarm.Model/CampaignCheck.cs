namespace Swarm.Model;

/// <summary>
/// Finds everything that is wrong with a campaign as a whole; one activity alone is <see cref="ActivityCheck"/>'s.
/// </summary>
internal sealed class CampaignCheck(
    string name, IReadOnlyList<ActivitySpec> activities, IReadOnlyList<CarriedFile> files)
{
    private static readonly System.Collections.IComparer s_byPath = Comparer<object>.Create(
        (left, right) => string.CompareOrdinal(PathOf(left), PathOf(right)));

    private readonly List<CampaignProblem> _problems = [];

    /// <summary>Everything found.</summary>
    internal IReadOnlyList<CampaignProblem> Problems => _problems;

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

        for (int i = 0; i < activities.Count; i++)
        {
            ActivityCheck check = new(activities[i], _problems);
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
        return _problems.Count == 0 ? parents : null;
    }

    private bool CheckSize()
    {
        if (Names.ProblemOf(name) is { } problem)
        {
            _problems.Add(new CampaignProblem(null, $"the campaign's name {problem}", "give it a short name"));
        }

        if (activities.Count == 0)
        {
            _problems.Add(new CampaignProblem(null, "the campaign has no activities", "add at least one"));
        }

        if (activities.Count > CampaignGraph.MaxActivities)
        {
            _problems.Add(new CampaignProblem(
                null,
                $"the campaign has {activities.Count} activities; {CampaignGraph.MaxActivities} are allowed",
                "split it into several campaigns"));
            return false;
        }

        return true;
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
        int at = Array.BinarySearch(Files, relative.Path, s_byPath);
        int next = at >= 0 ? at : ~at;
        bool found = at >= 0
            || Files.Skip(next).TakeWhile(file => file.Path.StartsWith(relative.Path, StringComparison.Ordinal))
                .Any(file => RefPath.IsWithin(file.Path, relative.Path));
        if (!found)
        {
            Add(
                activity.Name,
                $"it reads '{Printable.Of(relative.Path)}', which is not beside the campaign file",
                "put it there, or write AGENT://path for data that an agent has");
        }
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
        _problems.Add(new CampaignProblem(null, $"activities depend on each other in a circle: {members}", "break it"));
    }

    private static string? PathOf(object? file) => file is CarriedFile carried ? carried.Path : file as string;

    private void Add(string activity, string what, string remedy) =>
        _problems.Add(new CampaignProblem(activity, what, remedy));
}

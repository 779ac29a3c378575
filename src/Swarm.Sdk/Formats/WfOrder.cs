namespace Swarm.Sdk.Formats;

/// <summary>Finds circles among tasks.</summary>
internal static class WfOrder
{
    /// <summary>One circle, its first task again at its end; null when there is none.</summary>
    internal static List<string>? FindCycle(IReadOnlyDictionary<string, WfTask> tasks)
    {
        HashSet<string> done = new(StringComparer.Ordinal);
        foreach (string begin in tasks.Keys)
        {
            if (FindFrom(begin, tasks, done) is { } cycle)
            {
                return cycle;
            }
        }

        return null;
    }

    // Depth first without recursion: a chain may be longer than the stack.
    private static List<string>? FindFrom(
        string begin, IReadOnlyDictionary<string, WfTask> tasks, HashSet<string> done)
    {
        List<(string Task, int Next)> way = [(begin, 0)];
        HashSet<string> onWay = new([begin], StringComparer.Ordinal);
        while (way.Count > 0 && !done.Contains(way[^1].Task))
        {
            (string task, int next) = way[^1];
            IReadOnlyList<string> parents = tasks[task].Parents;
            if (next == parents.Count)
            {
                done.Add(task);
                onWay.Remove(task);
                way.RemoveAt(way.Count - 1);
                continue;
            }

            way[^1] = (task, next + 1);
            string parent = parents[next];
            if (onWay.Contains(parent))
            {
                List<string> cycle = [.. way.Select(step => step.Task).SkipWhile(step => step != parent), parent];
                cycle.Reverse();
                return cycle;
            }

            if (!done.Contains(parent))
            {
                way.Add((parent, 0));
                onWay.Add(parent);
            }
        }

        return null;
    }
}

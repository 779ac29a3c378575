namespace Swarm.Model;

/// <summary>Orders activities and finds cycles and longest ways.</summary>
internal static class CriticalPath
{
    private const long UnknownMicros = 1_000_000;

    /// <summary>
    /// A topological order by Kahn's algorithm (Communications of the ACM 5, 1962); it is shorter than the graph when
    /// there is a cycle.
    /// </summary>
    internal static List<int> Order(AdjacencyList parents, AdjacencyList children)
    {
        int[] open = new int[parents.Count];
        Queue<int> free = new();
        for (int i = 0; i < open.Length; i++)
        {
            open[i] = parents.Of(i).Length;
            if (open[i] == 0)
            {
                free.Enqueue(i);
            }
        }

        List<int> order = new(open.Length);
        while (free.TryDequeue(out int node))
        {
            order.Add(node);
            foreach (int child in children.Of(node))
            {
                if (--open[child] == 0)
                {
                    free.Enqueue(child);
                }
            }
        }

        return order;
    }

    /// <summary>One cycle of a graph that has one, each member depending on the one before it.</summary>
    internal static List<int> FindCycle(AdjacencyList parents, AdjacencyList children)
    {
        HashSet<int> ordered = [.. Order(parents, children)];
        int node = Enumerable.Range(0, parents.Count).First(i => !ordered.Contains(i));
        List<int> way = [];
        Dictionary<int, int> seen = [];
        while (seen.TryAdd(node, way.Count))
        {
            way.Add(node);
            node = FirstUnordered(parents.Of(node), ordered);
        }

        List<int> cycle = way[seen[node]..];
        cycle.Reverse();
        return cycle;
    }

    /// <summary>The longest way from each activity to the end, in microseconds of expected time.</summary>
    internal static long[] Ranks(IReadOnlyList<ActivitySpec> activities, AdjacencyList parents, AdjacencyList children)
    {
        long[] ranks = new long[activities.Count];
        List<int> order = Order(parents, children);
        for (int i = order.Count - 1; i >= 0; i--)
        {
            int node = order[i];
            long below = 0;
            foreach (int child in children.Of(node))
            {
                below = Math.Max(below, ranks[child]);
            }

            TimeSpan? expected = activities[node].ExpectedTime;
            ranks[node] = below + (expected is { } time ? (long)time.TotalMicroseconds : UnknownMicros);
        }

        return ranks;
    }

    private static int FirstUnordered(ReadOnlySpan<int> nodes, HashSet<int> ordered)
    {
        foreach (int node in nodes)
        {
            if (!ordered.Contains(node))
            {
                return node;
            }
        }

        throw Invariant.Unreachable(nodes.Length);
    }
}

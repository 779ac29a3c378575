namespace Swarm.Model;

/// <summary>Edges of a graph in two flat arrays: a million activities cost a few megabytes.</summary>
internal sealed class AdjacencyList
{
    private readonly int[] _starts;
    private readonly int[] _targets;

    private AdjacencyList(int[] starts, int[] targets)
    {
        _starts = starts;
        _targets = targets;
    }

    /// <summary>How many nodes there are.</summary>
    internal int Count => _starts.Length - 1;

    /// <summary>Takes one list of targets for each node.</summary>
    internal static AdjacencyList From(IReadOnlyList<IReadOnlyCollection<int>> targets)
    {
        int[] starts = new int[targets.Count + 1];
        for (int i = 0; i < targets.Count; i++)
        {
            starts[i + 1] = starts[i] + targets[i].Count;
        }

        int[] flat = new int[starts[^1]];
        int next = 0;
        foreach (int target in targets.SelectMany(list => list))
        {
            flat[next++] = target;
        }

        return new AdjacencyList(starts, flat);
    }

    /// <summary>The targets of a node.</summary>
    internal ReadOnlySpan<int> Of(int node) => _targets.AsSpan(_starts[node], _starts[node + 1] - _starts[node]);

    /// <summary>The same edges the other way round.</summary>
    internal AdjacencyList Reversed()
    {
        int[] starts = new int[_starts.Length];
        foreach (int target in _targets)
        {
            starts[target + 1]++;
        }

        for (int i = 1; i < starts.Length; i++)
        {
            starts[i] += starts[i - 1];
        }

        int[] next = [.. starts];
        int[] targets = new int[_targets.Length];
        for (int node = 0; node < Count; node++)
        {
            foreach (int target in Of(node))
            {
                targets[next[target]++] = node;
            }
        }

        return new AdjacencyList(starts, targets);
    }
}

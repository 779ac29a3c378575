namespace Swarm.Cli.Configuration;

/// <summary>
/// How many letters must be added, dropped or changed to make one word of another (Levenshtein, 1966).
/// </summary>
internal static class EditDistance
{
    /// <summary>The distance of two words.</summary>
    internal static int Of(string from, string to)
    {
        int[] previous = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int[] row = new int[to.Length + 1];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int changed = previous[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                row[j] = Math.Min(changed, Math.Min(previous[j], row[j - 1]) + 1);
            }

            previous = row;
        }

        return previous[^1];
    }
}

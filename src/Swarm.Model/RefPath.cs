namespace Swarm.Model;

/// <summary>Paths inside references: '/' between segments, no way out of the root.</summary>
public static class RefPath
{
    /// <summary>The longest path in characters.</summary>
    public const int MaxLength = 1024;

    private const int MaxSegmentLength = 255;

    /// <summary>Folds '.', '..' and empty segments away.</summary>
    /// <exception cref="FormatException">The path leaves its root, is too long or has control characters.</exception>
    public static string Normalize(string path, string shownAs)
    {
        RefuseControls(path, shownAs);
        if (path.Length > MaxLength)
        {
            throw new FormatException($"'{Printable.Of(shownAs, 60)}' is longer than {MaxLength} characters");
        }

        List<string> segments = [];
        foreach (string segment in path.Split('/'))
        {
            if (segment == "..")
            {
                if (segments.Count == 0)
                {
                    throw new FormatException($"'{Printable.Of(shownAs)}' leaves its root; take the '..' out");
                }

                segments.RemoveAt(segments.Count - 1);
            }
            else if (segment.Length > MaxSegmentLength)
            {
                throw new FormatException(
                    $"'{Printable.Of(shownAs, 60)}' has a name longer than {MaxSegmentLength} characters");
            }
            else if (segment.Length > 0 && segment != ".")
            {
                segments.Add(segment);
            }
        }

        return string.Join('/', segments);
    }

    /// <summary>Whether a path names something below its root and is as short as it can be written.</summary>
    public static bool IsPlain(string path)
    {
        try
        {
            return path.Length > 0 && Normalize(path, path) == path;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>The last segment.</summary>
    public static string BaseName(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>One path below another; either may be empty.</summary>
    public static string Join(string root, string path) =>
        path.Length == 0 ? root : root.Length == 0 ? path : $"{root}/{path}";

    /// <summary>Whether a path is the other one or lies below it.</summary>
    public static bool IsWithin(string path, string root) =>
        root.Length == 0 || path == root
        || (path.Length > root.Length && path[root.Length] == '/' && path.StartsWith(root, StringComparison.Ordinal));

    internal static void RefuseControls(string path, string shownAs)
    {
        if (path.Any(char.IsControl))
        {
            throw new FormatException($"'{Printable.Of(shownAs)}' contains a control character");
        }
    }
}

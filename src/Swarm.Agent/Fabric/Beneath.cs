namespace Swarm.Agent.Fabric;

/// <summary>Finds and makes places below a root, and never leaves it: not by '..', not by a link.</summary>
internal static class Beneath
{
    /// <summary>The real path of what is at a place below the root; null when nothing is there.</summary>
    /// <exception cref="SwarmException">It leads out of the root.</exception>
    internal static string? Find(string root, string path)
    {
        Check(path);
        string place = Path.Combine(root, path);
        return FileCalls.RealPath(place) is { } real && FileCalls.RealPath(root) is { } realRoot
            ? RefPath.IsWithin(real, realRoot) ? real : throw Escape(path)
            : null;
    }

    /// <summary>Makes the folders above a place below the root, and gives the place.</summary>
    /// <exception cref="SwarmException">It leads out of the root, or a file is in the way.</exception>
    internal static string Prepare(string root, string path)
    {
        Check(path);
        Directory.CreateDirectory(root);
        string folder = FileCalls.RealPath(root) ?? root;
        string realRoot = folder;
        string[] segments = path.Split('/');
        foreach (string segment in segments.AsSpan(0, segments.Length - 1))
        {
            folder = Enter(Path.Combine(folder, segment), path);
            if (!RefPath.IsWithin(folder, realRoot))
            {
                throw Escape(path);
            }
        }

        return Path.Combine(folder, segments[^1]);
    }

    /// <summary>Refuses what is no plain path below a root: <c>..</c>, empty segments, control characters.</summary>
    /// <exception cref="SwarmException">It is none.</exception>
    internal static void Check(string path)
    {
        try
        {
            if (path.Length > 0 && RefPath.Normalize(path, path) == path)
            {
                return;
            }
        }
        catch (FormatException bad)
        {
            throw new SwarmException(ErrorCode.BadReference, bad.Message, bad);
        }

        throw new SwarmException(
            ErrorCode.BadReference,
            $"'{Printable.Of(path)}' is no plain path; write it without '.', '..' and doubled '/'");
    }

    private static string Enter(string folder, string path)
    {
        FileFacts? facts = FileCalls.FactsOf(folder, follow: false);
        if (facts is null)
        {
            Directory.CreateDirectory(folder);
            return folder;
        }

        string? real = facts.Value.IsLink ? FileCalls.RealPath(folder) : folder;
        return real is not null && FileCalls.FactsOf(real, follow: false) is { IsFolder: true }
            ? real
            : throw new SwarmException(
                ErrorCode.BadReference,
                $"'{Printable.Of(path)}' goes through '{Printable.Of(folder)}', which is no folder");
    }

    private static SwarmException Escape(string path) =>
        new(ErrorCode.BadReference, $"'{Printable.Of(path)}' leads out of its root; use a path that stays below it");
}

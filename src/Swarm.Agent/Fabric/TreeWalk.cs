namespace Swarm.Agent.Fabric;

/// <summary>
/// Finds all files of a folder. A link counts as what it leads to, if that lies within the boundary; one that leads
/// out, a device, a socket, a pipe or a name that cannot be told to others is refused.
/// </summary>
internal sealed class TreeWalk(string boundary, ErrorCode refusal)
{
    private const int MaxDepth = 128;

    private readonly string _boundary = FileCalls.RealPath(boundary) ?? boundary;

    /// <summary>All files at and below a path, in no order.</summary>
    /// <exception cref="SwarmException">Something there is refused.</exception>
    internal IEnumerable<FoundFile> Files(string start)
    {
        string above = FileCalls.RealPath(Path.GetDirectoryName(start)!) ?? "/";
        if (start != _boundary && !RefPath.IsWithin(above, _boundary))
        {
            throw Refuse(start, "is reached through a link that leads out");
        }

        Stack<(string Path, string Below, int Depth)> open = new();
        open.Push((start, "", 0));
        while (open.TryPop(out (string Path, string Below, int Depth) next))
        {
            (string real, FileFacts facts) = Look(next.Path);
            if (facts.IsFile)
            {
                yield return new FoundFile(real, next.Below, facts);
                continue;
            }

            if (next.Depth == MaxDepth)
            {
                throw Refuse(next.Path, $"is nested deeper than {MaxDepth} folders, or a link leads in a circle");
            }

            foreach (string entry in Directory.EnumerateFileSystemEntries(real))
            {
                open.Push((entry, RefPath.Join(next.Below, NameOf(entry)), next.Depth + 1));
            }
        }
    }

    private (string Real, FileFacts Facts) Look(string path)
    {
        FileFacts facts = FileCalls.FactsOf(path, follow: false) ?? throw Refuse(path, "vanished while it was read");
        string real = path;
        if (facts.IsLink)
        {
            real = FileCalls.RealPath(path) ?? throw Refuse(path, "is a link that leads nowhere");
            facts = FileCalls.FactsOf(real, follow: false) ?? throw Refuse(path, "is a link that leads nowhere");
            if (!RefPath.IsWithin(real, _boundary))
            {
                throw Refuse(path, $"is a link that leads out, to '{Printable.Of(real)}'; copy the file instead");
            }
        }

        return facts.IsFile || facts.IsFolder
            ? (real, facts)
            : throw Refuse(path, "is neither file nor folder (a device, a socket or a pipe); remove it");
    }

    private string NameOf(string entry)
    {
        string name = Path.GetFileName(entry);
        if (name.Any(char.IsControl) || name.Contains('\ufffd'))
        {
            throw Refuse(entry, "has a name with control characters or bytes that are no UTF-8; rename it");
        }

        return name;
    }

    private SwarmException Refuse(string path, string why)
    {
        string shown = RefPath.IsWithin(path, _boundary) && path.Length > _boundary.Length
            ? path[(_boundary.Length + 1)..]
            : path;
        return new SwarmException(refusal, $"'{Printable.Of(shown)}' {why}");
    }
}

namespace Swarm.Agent.Fabric;

/// <summary>Says which paths of this machine references may name, and what lies there.</summary>
internal sealed class LocalFiles(FabricOptions options, string root)
{
    /// <summary>The real path of what a reference to this agent names; null when nothing is there.</summary>
    /// <exception cref="SwarmException">The reference is not allowed here.</exception>
    internal string? Find(DataRef.At at)
    {
        if (!at.IsAbsolute)
        {
            RefuseOwn(at.Path, at.ToString());
            return Beneath.Find(root, at.Path);
        }

        string path = "/" + at.Path;
        return options.AllowAbsolute || IsBelowRoot(path)
            ? Allowed(path)
            : throw new SwarmException(
                ErrorCode.BadReference,
                $"'{Printable.Of(at.ToString())}' is outside the agent's root; write AGENT://path below it, or set "
                + "fabric.allowAbsolute: true in that agent's YAML");
    }

    /// <summary>The real path of what a <c>file://</c> reference names; null when nothing is there.</summary>
    /// <exception cref="SwarmException">The reference is not allowed here.</exception>
    internal string? Find(DataRef.Uri uri)
    {
        string? real = FileCalls.RealPath(uri.Rest);
        bool allowed = IsBelowRoot(real ?? uri.Rest)
            || options.AllowedFileRoots.Any(folder => IsBelow(real ?? uri.Rest, folder));
        return allowed
            ? real is null ? null : Allowed(real)
            : throw new SwarmException(
                ErrorCode.BadReference,
                $"'{Printable.Of(uri.ToString())}' may not be read here; add its folder to fabric.allowedFileRoots in "
                + "the agent's YAML");
    }

    /// <summary>All files of what is at a path that was found.</summary>
    /// <exception cref="SwarmException">There is something that is no file.</exception>
    internal static IEnumerable<FoundFile> Walk(string path) => new TreeWalk(path, ErrorCode.BadReference).Files(path);

    private static bool IsBelow(string path, string folder) =>
        RefPath.IsWithin(path, FileCalls.RealPath(folder) ?? Path.GetFullPath(folder).TrimEnd('/'));

    private static void RefuseOwn(string path, string shownAs)
    {
        if (RefPath.IsWithin(path, Execution.AgentFolders.Hidden))
        {
            throw new SwarmException(
                ErrorCode.BadReference, $"'{Printable.Of(shownAs)}' leads into the agent's own folder; use another");
        }
    }

    private bool IsBelowRoot(string path) => IsBelow(path, root);

    private string? Allowed(string path)
    {
        string? real = FileCalls.RealPath(path);
        string realRoot = FileCalls.RealPath(root) ?? root;
        if (real is not null && RefPath.IsWithin(real, realRoot))
        {
            RefuseOwn(real.Length == realRoot.Length ? "" : real[(realRoot.Length + 1)..], path);
        }

        return real;
    }
}

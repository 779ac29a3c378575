namespace Swarm.Model;

/// <summary>
/// Names data: a folder of the running agent (<c>@agentdir/x</c>), a path at an agent (<c>B://x</c>), a URI
/// (<c>file:///x</c>), a file of the campaign's own folder (<c>x</c>), or what another activity leaves behind.
/// </summary>
/// <remarks>
/// Read by our own parser: <see cref="System.Uri"/> lowers the case of names and takes <c>B://file</c> for a host.
/// No reference leaves its root: <c>..</c> is folded away where it can be and refused where it cannot.
/// </remarks>
public abstract record DataRef
{
    /// <summary>The scheme of a reference to an activity's output.</summary>
    public const string ActivityScheme = "activity";

    private static readonly string[] s_reservedSchemes =
        ["file", "local", "globus", "rsync", "sftp", "http", "https", "git", "s3", "cas", ActivityScheme];

    private DataRef()
    {
    }

    /// <summary>The last segment of its path: the name it gets where it is used.</summary>
    public abstract string BaseName { get; }

    /// <summary>A path below one of the running agent's folders.</summary>
    /// <param name="Root">Which folder.</param>
    /// <param name="Path">The path below it; empty for the folder itself.</param>
    public sealed record Folder(NamedFolder Root, string Path) : DataRef
    {
        /// <inheritdoc/>
        public override string BaseName => RefPath.BaseName(Path);

        /// <inheritdoc/>
        public override string ToString() =>
            RefPath.Join("@" + Root.ToString().ToLowerInvariant(), Path);
    }

    /// <summary>A path at an agent that is named, by an alias, or by a tag.</summary>
    /// <param name="Place">Which agent.</param>
    /// <param name="Path">The path: below the agent's root, or absolute.</param>
    /// <param name="IsAbsolute">Whether the path begins at the root of the agent's file system (<c>B:///x</c>).</param>
    public sealed record At(Placement Place, string Path, bool IsAbsolute) : DataRef
    {
        /// <inheritdoc/>
        public override string BaseName => RefPath.BaseName(Path);

        /// <inheritdoc/>
        public override string ToString() => $"{Place}://{(IsAbsolute ? "/" : "")}{Path}";
    }

    /// <summary>A URI with a registered scheme; its case is kept.</summary>
    /// <param name="Scheme">The scheme, in lower case.</param>
    /// <param name="Rest">What follows <c>://</c>.</param>
    public sealed record Uri(string Scheme, string Rest) : DataRef
    {
        /// <inheritdoc/>
        public override string BaseName => RefPath.BaseName(Rest.Split('?', '#')[0]);

        /// <inheritdoc/>
        public override string ToString() => $"{Scheme}://{Rest}";
    }

    /// <summary>A file or folder beside the campaign file; it is uploaded with the campaign.</summary>
    /// <param name="Path">Its path from the campaign's folder.</param>
    public sealed record Relative(string Path) : DataRef
    {
        /// <inheritdoc/>
        public override string BaseName => RefPath.BaseName(Path);

        /// <inheritdoc/>
        public override string ToString() => Path;
    }

    /// <summary>What another activity leaves behind: all of it, or one file or folder of it.</summary>
    /// <param name="Activity">The name of the activity that makes it.</param>
    /// <param name="Path">The path within its outputs; empty for all.</param>
    public sealed record Output(string Activity, string Path) : DataRef
    {
        /// <inheritdoc/>
        public override string BaseName => RefPath.BaseName(Path);

        /// <summary>A text without blanks, so that it may stand in a command line.</summary>
        public override string ToString() =>
            RefPath.Join($"{ActivityScheme}://{System.Uri.EscapeDataString(Activity)}", Path);
    }

    /// <summary>Whether a word is a scheme of its own and so cannot be an agent's name or alias.</summary>
    public static bool IsReservedScheme(string word) =>
        s_reservedSchemes.Contains(word, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a reference.</summary>
    /// <exception cref="FormatException">The text is no reference; the message says why and what to write.</exception>
    public static DataRef Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new FormatException("a data reference is empty");
        }

        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        return text[0] == '@' ? ParseFolder(text)
            : scheme >= 0 ? ParseUri(text, text[..scheme], text[(scheme + 3)..])
            : ParseRelative(text);
    }

    private static Folder ParseFolder(string text)
    {
        int slash = text.IndexOf('/');
        string word = slash < 0 ? text[1..] : text[1..slash];
        foreach (NamedFolder folder in Enum.GetValues<NamedFolder>())
        {
            if (word.Equals(folder.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                return new Folder(folder, slash < 0 ? "" : RefPath.Normalize(text[(slash + 1)..], text));
            }
        }

        throw new FormatException(
            $"'{Printable.Of(text)}' names no folder: use @agentdir, @workingdir or @outputdir");
    }

    private static DataRef ParseUri(string text, string scheme, string rest)
    {
        if (scheme.Equals(ActivityScheme, StringComparison.OrdinalIgnoreCase))
        {
            int slash = rest.IndexOf('/');
            string activity = System.Uri.UnescapeDataString(slash < 0 ? rest : rest[..slash]);
            return new Output(activity, slash < 0 ? "" : RefPath.Normalize(rest[(slash + 1)..], text));
        }

        if (scheme.Length == 0)
        {
            throw new FormatException($"'{Printable.Of(text)}' names no agent: write AGENT://path");
        }

        if (IsReservedScheme(scheme))
        {
            return ParseRegistered(text, scheme.ToLowerInvariant(), rest);
        }

        bool absolute = rest.StartsWith('/');
        string path = RefPath.Normalize(rest, text);
        return path.Length > 0 || !absolute
            ? new At(Placement.Parse(scheme), path, absolute)
            : throw new FormatException($"'{Printable.Of(text)}' names no file");
    }

    private static Uri ParseRegistered(string text, string scheme, string rest)
    {
        RefPath.RefuseControls(rest, text);
        if (scheme is "file" or "local")
        {
            return rest.StartsWith('/')
                ? new Uri(scheme, "/" + RefPath.Normalize(rest, text))
                : throw new FormatException($"'{Printable.Of(text)}' is not absolute: write {scheme}:///path");
        }

        return rest.Length > 0 ? new Uri(scheme, rest) : throw new FormatException($"'{text}' names nothing");
    }

    private static Relative ParseRelative(string text)
    {
        if (text[0] == '/')
        {
            throw new FormatException(
                $"'{Printable.Of(text)}' is an absolute path: write file://{Printable.Of(text)} for a file that every "
                + "agent has, or AGENT://path for one that an agent has");
        }

        string path = RefPath.Normalize(text, text);
        return path.Length > 0 ? new Relative(path) : throw new FormatException($"'{text}' names no file");
    }
}

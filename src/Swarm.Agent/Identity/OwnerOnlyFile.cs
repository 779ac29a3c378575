namespace Swarm.Agent.Identity;

/// <summary>A file that holds something secret: only its owner may read it, and nobody ever reads half of it.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="What">What it is, in words for people.</param>
internal sealed record OwnerOnlyFile(string Path, string What)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Reads it.</summary>
    /// <exception cref="SwarmException">It cannot be read, or others can read it too.</exception>
    internal string Read()
    {
        try
        {
            UnixFileMode mode = File.GetUnixFileMode(Path);
            return (mode & Others) == 0
                ? File.ReadAllText(Path)
                : throw Refuse(
                    $"{What} '{Path}' is open to other users (mode {Convert.ToString((int)mode, 8)}): "
                    + $"chmod 600 '{Path}'");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refuse($"{What} '{Path}' cannot be read ({e.Message}): give it to this user", e);
        }
    }

    /// <summary>Writes it, unless somebody else was faster: then what they wrote stays.</summary>
    /// <exception cref="SwarmException">It cannot be written.</exception>
    internal void Create(string text)
    {
        string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;
        string draft = System.IO.Path.Combine(
            folder, $".{System.IO.Path.GetFileName(Path)}.{RandomBytes.NewHex(4)}");
        try
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
            WriteDurably(draft, text);
            File.Move(draft, Path, overwrite: false);
        }
        catch (IOException) when (File.Exists(Path))
        {
            File.Delete(draft);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refuse($"{What} '{Path}' cannot be made ({e.Message}): name another state folder", e);
        }
    }

    private static void WriteDurably(string path, string text)
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnly,
        };
        using FileStream file = new(path, options);
        file.Write(System.Text.Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
    }

    private static SwarmException Refuse(string sentence, Exception? inner = null) =>
        new(ErrorCode.PeerRefused, sentence, inner);
}

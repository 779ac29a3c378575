namespace Swarm.Agent.Identity;

/// <summary>Writes a file as a whole or not at all, and only its owner may change it.</summary>
internal static class DurableFile
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Puts a file in the place of what was there.</summary>
    /// <exception cref="SwarmException">It cannot be written.</exception>
    internal static void Replace(string path, string text)
    {
        string draft = $"{path}.{RandomBytes.NewHex(4)}";
        try
        {
            CreateFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
            FileStreamOptions options = new()
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = Owner,
            };
            using (FileStream file = new(draft, options))
            {
                file.Write(System.Text.Encoding.UTF8.GetBytes(text));
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(
                ErrorCode.DiskFull,
                $"'{path}' cannot be written ({e.Message}): free space, or give it to this user",
                e);
        }
    }

    /// <summary>Makes a folder that nobody but its owner can enter; one that is there stays as it is.</summary>
    internal static void CreateFolder(string path) => Directory.CreateDirectory(path, Owner | UnixFileMode.UserExecute);
}

namespace Swarm.Sdk.Wire;

/// <summary>
/// Fetches data into files: each is written beside its place, verified, and renamed when it is whole.
/// </summary>
internal sealed class Download(SwarmClient client, string reference)
{
    /// <summary>Saves what the reference means; see <see cref="DataHandle.SaveAsAsync"/>.</summary>
    internal async Task<IReadOnlyList<string>> SaveAsync(string path, CancellationToken cancellationToken)
    {
        IReadOnlyList<OutputFile> files = (await client.LocateAsync(reference, cancellationToken)
            .ConfigureAwait(false)).Files;
        if (files.Count == 0)
        {
            throw new SwarmException(
                ErrorCode.InputMissing, $"Nothing is known of '{reference}'. See what there is with 'swarm campaign "
                    + "show'.");
        }

        string full = Path.GetFullPath(path);
        bool isFolder = files.Count > 1 || Directory.Exists(full) || path.EndsWith('/');
        List<string> written = [];
        foreach (OutputFile file in files)
        {
            string target = isFolder ? Path.Combine(full, Within(files, file)) : full;
            await SaveOneAsync(file, target, cancellationToken).ConfigureAwait(false);
            written.Add(target);
        }

        return written;
    }

    /// <summary>Where a file goes below the folder; the path comes from elsewhere and may not leave it.</summary>
    private static string Within(IReadOnlyList<OutputFile> files, OutputFile file)
    {
        string path = RefPath.Normalize(file.Path, file.Path);
        return files.Count > 1 ? path : RefPath.BaseName(path);
    }

    private async Task SaveOneAsync(OutputFile file, string target, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        string temporary = Path.Combine(
            Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}.part");
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await client.FetchAsync(file.Digest.ToString(), file.Digest, stream, cancellationToken)
                    .ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            if (file.Executable && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(temporary) | UnixFileMode.UserExecute);
            }

            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}

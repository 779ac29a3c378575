namespace Swarm.Sdk.Authoring;

/// <summary>The folder of the campaign file: finds what relative references mean, and reads it.</summary>
internal sealed class CampaignFolder(string root)
{
    /// <summary>Names the folder when the program no longer lies where it was compiled.</summary>
    internal const string FolderVariable = "SWARM_CAMPAIGN_DIR";

    private const int BufferBytes = 1 << 17;
    private const int MaxReaders = 4;

    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);

    /// <summary>The folder of a campaign that was written in a file.</summary>
    internal static CampaignFolder Of(string file)
    {
        string? folder = Environment.GetEnvironmentVariable(FolderVariable);
        if (string.IsNullOrEmpty(folder))
        {
            folder = Path.GetDirectoryName(file);
        }

        return new CampaignFolder(Directory.Exists(folder) ? Path.GetFullPath(folder) : Environment.CurrentDirectory);
    }

    /// <summary>
    /// Takes a file, or all files below a folder. What is not there is the graph's problem to report.
    /// </summary>
    /// <exception cref="FormatException">A file in the folder has a name that cannot travel.</exception>
    internal void Take(DataRef.Relative reference)
    {
        string full = Path.Combine(root, reference.Path);
        if (File.Exists(full))
        {
            _files[reference.Path] = full;
        }
        else if (Directory.Exists(full))
        {
            foreach (string file in Directory.EnumerateFiles(full, "*", SearchOption.AllDirectories))
            {
                string path = Path.GetRelativePath(root, file);
                _files[RefPath.Normalize(path, path)] = file;
            }
        }
    }

    /// <summary>Reads everything that was taken, a few files at a time.</summary>
    /// <exception cref="SwarmException">A file cannot be read.</exception>
    internal async Task<IReadOnlyList<LocalFile>> ReadAsync(CancellationToken cancellationToken)
    {
        KeyValuePair<string, string>[] taken = [.. _files];
        LocalFile[] files = new LocalFile[taken.Length];
        ParallelOptions bound = new() { MaxDegreeOfParallelism = MaxReaders, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            Enumerable.Range(0, taken.Length),
            bound,
            async (i, ct) => files[i] = await ReadOneAsync(taken[i].Key, taken[i].Value, ct).ConfigureAwait(false))
            .ConfigureAwait(false);
        return files;
    }

    private static async ValueTask<LocalFile> ReadOneAsync(
        string path, string full, CancellationToken cancellationToken)
    {
        try
        {
            using FileStream file = new(
                full, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, useAsync: true);
            using DigestBuilder digest = new();
            byte[] buffer = new byte[BufferBytes];
            long sizeBytes = 0;
            int read;
            while ((read = await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                digest.Append(buffer.AsSpan(0, read));
                sizeBytes += read;
            }

            return new LocalFile(full, new CarriedFile(path, sizeBytes, digest.Finish(), IsExecutable(full)));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(
                ErrorCode.BadReference, $"'{path}' cannot be read: {unreadable.Message} Make it readable.", unreadable);
        }
    }

    private static bool IsExecutable(string file) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & UnixFileMode.UserExecute) != 0;
}

using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Swarm.Agent.Execution;

namespace Swarm.Agent.Fabric;

/// <summary>
/// The shelves of the content store: finds a file by its digest, puts one there in one step, counts them.
/// </summary>
internal sealed class ContentShelf
{
    private static readonly string[] s_suffixes = ["", ".x"];

    private readonly AgentFolders _folders;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private long _files;
    private long _bytes;

    internal ContentShelf(AgentFolders folders, TimeProvider time, ILogger logger)
    {
        _folders = folders;
        _time = time;
        _logger = logger;
        Directory.CreateDirectory(folders.Content);
        Directory.CreateDirectory(folders.Quarantine);
        foreach (FileInfo file in new DirectoryInfo(folders.Content).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            if (Digest.TryParse(Path.GetFileNameWithoutExtension(file.Name), out _)
                && s_suffixes.Contains(file.Extension, StringComparer.Ordinal))
            {
                Count(file.Length);
            }
            else
            {
                // An earlier process was ended while it put this here.
                file.Delete();
            }
        }
    }

    /// <summary>How much is kept.</summary>
    internal ContentUsage Usage => new(Interlocked.Read(ref _files), Interlocked.Read(ref _bytes));

    /// <summary>
    /// Where the content is, after a look whether it still is what its name says; null when it is not here.
    /// </summary>
    internal string? Find(Digest digest)
    {
        foreach (string suffix in s_suffixes)
        {
            string path = PathOf(digest, suffix);
            if (FileCalls.FactsOf(path, follow: false) is { } facts
                && (ContentSeal.Holds(facts, digest) || IsStillSound(path, digest)))
            {
                return path;
            }
        }

        return null;
    }

    /// <summary>Puts content on its shelf: it is made under a name of its own, then renamed.</summary>
    internal async ValueTask<string> AddAsync(Digest digest, string suffix, Func<string, ValueTask> make)
    {
        string path = PathOf(digest, suffix);
        if (File.Exists(path))
        {
            return path;
        }

        string made = $"{path}.{Guid.NewGuid():N}";
        try
        {
            FileCalls.TryMakeFolder(Path.GetDirectoryName(path)!);
            await make(made);
            long sizeBytes = new FileInfo(made).Length;
            if (FileCalls.TryLink(made, path))
            {
                Count(sizeBytes);
            }
            else if (!File.Exists(path))
            {
                File.Move(made, path);
                Count(sizeBytes);
            }
        }
        catch (IOException failure)
        {
            throw DiskFailure.Of(failure, path);
        }
        finally
        {
            File.Delete(made);
        }

        return path;
    }

    private string PathOf(Digest digest, string suffix)
    {
        string name = digest.ToString();
        return Path.Combine(_folders.Content, name[..2], name + suffix);
    }

    private bool IsStillSound(string path, Digest digest)
    {
        try
        {
            using (SafeFileHandle file = File.OpenHandle(path))
            {
                if (FileHasher.Hash(file).Digest == digest)
                {
                    ContentSeal.Apply(path, digest);
                    return true;
                }
            }

            long sizeBytes = new FileInfo(path).Length;
            string name = ContentSeal.QuarantineName(digest, _time.GetUtcNow());
            File.Move(path, Path.Combine(_folders.Quarantine, name), overwrite: true);
            Interlocked.Decrement(ref _files);
            Interlocked.Add(ref _bytes, -sizeBytes);
            Log.ContentQuarantined(_logger, digest.ToString(), _folders.Quarantine);
        }
        catch (IOException)
        {
            // Somebody else found it at the same moment.
        }

        return false;
    }

    private void Count(long sizeBytes)
    {
        Interlocked.Increment(ref _files);
        Interlocked.Add(ref _bytes, sizeBytes);
    }
}

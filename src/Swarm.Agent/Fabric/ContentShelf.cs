using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Swarm.Agent.Execution;

namespace Swarm.Agent.Fabric;

/// <summary>
/// The shelves of the content store: finds a file by its digest, puts one there in one step, counts them.
/// </summary>
internal sealed class ContentShelf
{
    // The most files that one look for the least used remembers: a few MiB, whatever the store holds.
    private const int MaxLeastUsed = 65_536;
    private const string Plain = "";
    private const string Runnable = ".x";

    private static readonly string[] s_suffixes = [Plain, Runnable];

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
            if (TryRead(file, out ShelvedFile shelved))
            {
                Count(shelved.SizeBytes);
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

    /// <summary>Takes note that content is used now: what was not used for longest goes first.</summary>
    internal void Touch(string path) => FileCalls.SetAccessTime(path, _time.GetUtcNow());

    /// <summary>The files that were used least recently among those that may go, first the one to go first.</summary>
    internal IEnumerable<ShelvedFile> LeastUsed(Predicate<Digest> mayGo)
    {
        // The queue gives back the most recently used first, so what is left in it in the end is the least used.
        PriorityQueue<ShelvedFile, long> least = new();
        DirectoryInfo shelves = new(_folders.Content);
        foreach (FileInfo file in shelves.EnumerateFiles("*", SearchOption.AllDirectories))
        {
            if (TryRead(file, out ShelvedFile shelved) && mayGo(shelved.Digest))
            {
                least.Enqueue(shelved, -shelved.UsedTicks);
                if (least.Count > MaxLeastUsed)
                {
                    least.Dequeue();
                }
            }
        }

        return least.UnorderedItems.Select(item => item.Element).OrderBy(file => file.UsedTicks);
    }

    /// <summary>Takes a file off its shelf.</summary>
    /// <returns>How long it was; 0 when it was gone already.</returns>
    internal long Remove(ShelvedFile file)
    {
        string path = PathOf(file.Digest, file.IsRunnable ? Runnable : Plain);
        if (!File.Exists(path))
        {
            return 0;
        }

        File.Delete(path);
        Interlocked.Decrement(ref _files);
        Interlocked.Add(ref _bytes, -file.SizeBytes);
        return file.SizeBytes;
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

    private static bool TryRead(FileInfo file, out ShelvedFile shelved)
    {
        bool isContent = Digest.TryParse(Path.GetFileNameWithoutExtension(file.Name), out Digest digest)
            && s_suffixes.Contains(file.Extension, StringComparer.Ordinal);
        shelved = isContent && file.Exists
            ? new ShelvedFile(digest, file.Extension == Runnable, file.Length, file.LastAccessTimeUtc.Ticks)
            : default;
        return isContent;
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

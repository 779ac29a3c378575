using System.Collections.Concurrent;

namespace Swarm.Agent.Fabric;

/// <summary>
/// Files of people below an agent's root that were offered to peers: they stay where they are, are hashed once, and
/// count as content only as long as the disk shows that nobody touched them.
/// </summary>
internal sealed class OutsideFiles
{
    private const int MaxFiles = 65_536;

    private readonly ConcurrentDictionary<string, Entry> _byPath = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Digest, Entry> _byDigest = new();
    private readonly SharedWork<string, Entry> _hashing = new();

    /// <summary>The digest and length of a file as it is now.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal async ValueTask<(Digest Digest, long SizeBytes)> DescribeAsync(
        string path, CancellationToken cancellationToken)
    {
        if (!_byPath.TryGetValue(path, out Entry? entry) || !entry.IsUnchanged)
        {
            entry = await _hashing.GetAsync(path, () => HashAsync(path), cancellationToken);
            Remember(entry);
        }

        return (entry.Digest, entry.Facts.SizeBytes);
    }

    /// <summary>Opens a file that was described and has not changed; null when there is none.</summary>
    internal FileStream? TryOpen(Digest digest)
    {
        if (!_byDigest.TryGetValue(digest, out Entry? entry) || !entry.IsUnchanged)
        {
            return null;
        }

        try
        {
            return new FileStream(entry.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static async Task<Entry> HashAsync(string path)
    {
        FileFacts before = FileCalls.FactsOf(path, follow: false) ?? throw new FileNotFoundException(path);
        (Digest digest, _) = await FileHasher.HashAsync(path, CancellationToken.None);
        return new Entry(path, digest, before);
    }

    private void Remember(Entry entry)
    {
        if (_byPath.Count >= MaxFiles)
        {
            _byPath.Clear();
            _byDigest.Clear();
        }

        _byPath[entry.Path] = entry;
        _byDigest[entry.Digest] = entry;
    }

    /// <summary>A file as it was when it was hashed.</summary>
    private sealed record Entry(string Path, Digest Digest, FileFacts Facts)
    {
        internal bool IsUnchanged => FileCalls.FactsOf(Path, follow: false) == Facts;
    }
}

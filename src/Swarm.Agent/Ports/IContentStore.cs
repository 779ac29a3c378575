namespace Swarm.Agent.Ports;

/// <summary>Content kept under its digest, where nobody can edit it in place.</summary>
public interface IContentStore
{
    /// <summary>The length of the content, or null when it is not here.</summary>
    long? SizeOf(Digest digest);

    /// <summary>Opens the content for reading, or null when it is not here.</summary>
    Stream? TryOpen(Digest digest);

    /// <summary>Takes a file's content in: a reflink or hard link where the disk allows it, else a copy.</summary>
    /// <returns>The digest of what was taken in.</returns>
    /// <exception cref="SwarmException">The disk is full.</exception>
    ValueTask<Digest> ImportAsync(string path, CancellationToken cancellationToken);

    /// <summary>Takes in what a stream brings, resuming where an earlier try ended, and verifies it.</summary>
    /// <param name="digest">What it must be.</param>
    /// <param name="openAt">Opens the stream from an offset on.</param>
    /// <param name="cancellationToken">Ends it; what came is kept for a later try.</param>
    /// <exception cref="SwarmException">The bytes are others, or the disk is full.</exception>
    ValueTask ReceiveAsync(
        Digest digest, Func<long, CancellationToken, ValueTask<Stream>> openAt, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the content appear as a file of its own: a reflink, else a read-only hard link, else a copy.
    /// </summary>
    ValueTask LinkIntoAsync(Digest digest, string path, bool executable, CancellationToken cancellationToken);
}

using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Swarm.Agent.Fabric;

/// <summary>
/// Hashes files, as many at a time as there are cores; small ones at once, large ones without holding a thread.
/// </summary>
internal static class FileHasher
{
    private const int ChunkSizeBytes = 1 << 20;
    private const int SmallSizeBytes = 128 * 1024;

    private static readonly SemaphoreSlim s_slots = new(Environment.ProcessorCount);

    /// <summary>The digest of a file and how long it is.</summary>
    internal static async ValueTask<(Digest Digest, long SizeBytes)> HashAsync(
        string path, CancellationToken cancellationToken)
    {
        using SafeFileHandle file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        if (RandomAccess.GetLength(file) <= SmallSizeBytes)
        {
            return Hash(file);
        }

        await s_slots.WaitAsync(cancellationToken);
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkSizeBytes);
        try
        {
            using DigestBuilder hash = new();
            long length = 0;
            int count;
            while ((count = await RandomAccess.ReadAsync(file, chunk, length, cancellationToken)) > 0)
            {
                hash.Append(chunk.AsSpan(0, count));
                length += count;
            }

            return (hash.Finish(), length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
            s_slots.Release();
        }
    }

    /// <summary>The digest of an open file and how long it is, on this thread.</summary>
    internal static (Digest Digest, long SizeBytes) Hash(SafeFileHandle file)
    {
        byte[] chunk = ArrayPool<byte>.Shared.Rent(SmallSizeBytes);
        try
        {
            using DigestBuilder hash = new();
            long length = 0;
            int count;
            while ((count = RandomAccess.Read(file, chunk.AsSpan(0, SmallSizeBytes), length)) > 0)
            {
                hash.Append(chunk.AsSpan(0, count));
                length += count;
            }

            return (hash.Finish(), length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}

using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Swarm.Agent.Fabric;

/// <summary>
/// Takes in content that comes from elsewhere. What came stays when a transfer breaks off, and the next one goes on
/// from there; nothing is taken for content before its digest is right.
/// </summary>
internal sealed class ContentIntake
{
    /// <summary>The length of content whose length nobody told.</summary>
    internal const long UnknownSize = -1;

    private const int ChunkSizeBytes = 256 * 1024;
    private const int GateCount = 64;

    // Whoever wanted it has it from elsewhere by now, or does not want it any more.
    private static readonly TimeSpan s_forgotten = TimeSpan.FromDays(1);

    private readonly string _folder;
    private readonly TimeSpan _stallTimeout;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim[] _gates =
        [.. Enumerable.Range(0, GateCount).Select(_ => new SemaphoreSlim(1, 1))];

    internal ContentIntake(string folder, TimeSpan stallTimeout, TimeProvider time)
    {
        _folder = folder;
        _stallTimeout = stallTimeout;
        _time = time;
        foreach (FileInfo partial in Directory.CreateDirectory(folder).EnumerateFiles())
        {
            if (time.GetUtcNow().UtcDateTime - partial.LastWriteTimeUtc > s_forgotten)
            {
                partial.Delete();
            }
        }
    }

    /// <summary>
    /// Lets one at a time take in a content. Different contents may share a gate; they then wait in vain.
    /// </summary>
    internal async ValueTask<IDisposable> EnterAsync(Digest digest, CancellationToken cancellationToken)
    {
        SemaphoreSlim gate = _gates[digest.Prefix % GateCount];
        await gate.WaitAsync(cancellationToken);
        return new Gate(gate);
    }

    /// <summary>Receives content to its end.</summary>
    /// <returns>The path of a file that has the digest.</returns>
    /// <exception cref="SwarmException">It has another, it broke off, or the disk is full.</exception>
    internal async ValueTask<string> ReceiveAsync(
        Digest digest,
        long sizeBytes,
        Func<long, CancellationToken, ValueTask<Stream>> openAt,
        CancellationToken cancellationToken)
    {
        string path = Path.Combine(_folder, digest.ToString());
        Digest received = await ReceiveIntoAsync(path, sizeBytes, openAt, cancellationToken);
        if (received != digest)
        {
            File.Delete(path);
            throw new SwarmException(
                ErrorCode.ChecksumMismatch,
                $"content named {digest} came with the digest {received}; it was thrown away");
        }

        return path;
    }

    private async ValueTask<Digest> ReceiveIntoAsync(
        string path,
        long sizeBytes,
        Func<long, CancellationToken, ValueTask<Stream>> openAt,
        CancellationToken cancellationToken)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(
                path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return await new Reception(this, file, sizeBytes).RunAsync(openAt, cancellationToken);
        }
        catch (IOException failure)
        {
            if (DiskFailure.IsFull(failure))
            {
                // What came is worth less than the room it takes.
                File.Delete(path);
            }

            throw DiskFailure.Of(failure, path);
        }
    }

    private async ValueTask<T> InTimeAsync<T>(ValueTask<T> work, CancellationToken cancellationToken)
    {
        try
        {
            return work.IsCompleted
                ? await work
                : await work.AsTask().WaitAsync(_stallTimeout, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new SwarmException(
                ErrorCode.TransferFailed, $"a transfer brought nothing for {_stallTimeout.TotalSeconds} s");
        }
        catch (IOException broken)
        {
            throw new SwarmException(
                ErrorCode.TransferFailed, $"a transfer broke off: {Printable.Of(broken.Message)}", broken);
        }
    }

    /// <summary>Opens the gate again.</summary>
    private sealed class Gate(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }

    /// <summary>One transfer into one file.</summary>
    private sealed class Reception(ContentIntake intake, SafeFileHandle file, long sizeBytes)
    {
        private long _length;

        internal async ValueTask<Digest> RunAsync(
            Func<long, CancellationToken, ValueTask<Stream>> openAt, CancellationToken cancellationToken)
        {
            byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkSizeBytes);
            try
            {
                using DigestBuilder hash = new();
                int count;
                while ((count = await RandomAccess.ReadAsync(file, chunk, _length, cancellationToken)) > 0)
                {
                    hash.Append(chunk.AsSpan(0, count));
                    _length += count;
                }

                if (_length != sizeBytes)
                {
                    await using Stream content =
                        await intake.InTimeAsync(openAt(_length, cancellationToken), cancellationToken);
                    await TakeAsync(content, chunk, hash, cancellationToken);
                }

                return hash.Finish();
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(chunk);
            }
        }

        private async ValueTask TakeAsync(
            Stream content, byte[] chunk, DigestBuilder hash, CancellationToken cancellationToken)
        {
            int count;
            while ((count = await ReadAsync(content, chunk, cancellationToken)) > 0)
            {
                RandomAccess.Write(file, chunk.AsSpan(0, count), _length);
                _length += count;
                hash.Append(chunk.AsSpan(0, count));
                if (sizeBytes >= 0 && _length > sizeBytes)
                {
                    return;
                }
            }

            if (sizeBytes >= 0 && _length < sizeBytes)
            {
                throw new SwarmException(
                    ErrorCode.TransferFailed,
                    $"a transfer ended after {_length} of {sizeBytes} bytes; it goes on from there");
            }
        }

        private ValueTask<int> ReadAsync(Stream content, byte[] chunk, CancellationToken cancellationToken) =>
            intake.InTimeAsync(content.ReadAsync(chunk, cancellationToken), cancellationToken);
    }
}

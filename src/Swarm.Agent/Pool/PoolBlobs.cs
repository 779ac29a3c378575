using Swarm.Nats;
using Swarm.Nats.ObjectStore;

namespace Swarm.Agent.Pool;

/// <summary>Content in the broker's object store, under its digest.</summary>
internal sealed class PoolBlobs(NatsObjStore store)
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>Keeps content; what is there already is not sent again.</summary>
    /// <exception cref="SwarmException">The broker refuses or does not answer, or the content is another.</exception>
    internal async Task PutAsync(Digest digest, Stream content, CancellationToken cancellationToken)
    {
        try
        {
            if (!await HasAsync(digest, cancellationToken))
            {
                using VerifiedStream verified = new(content, digest);
                await store.PutAsync(digest.ToString(), verified, cancellationToken);
            }
        }
        catch (InvalidDataException e)
        {
            throw new SwarmException(ErrorCode.ChecksumMismatch, $"{e.Message}: it changed while it was read", e);
        }
        catch (NatsException e)
        {
            throw BrokerErrors.Explain($"content {digest.Short} cannot be kept", e);
        }
    }

    /// <summary>
    /// Opens content, verified as a whole before the first byte is handed out; null when it is not there.
    /// </summary>
    /// <exception cref="SwarmException">The broker does not answer, or what it has is damaged.</exception>
    internal async Task<Stream?> OpenAsync(Digest digest, CancellationToken cancellationToken)
    {
        string path = Path.Combine(Path.GetTempPath(), $"swarm-blob-{Guid.NewGuid():N}");
        FileStream file = new(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                BufferSize = BufferBytes,
                Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        try
        {
            await store.GetAsync(digest.ToString(), file, cancellationToken);
            file.Position = 0;
            return file;
        }
        catch (NatsObjNotFoundException)
        {
            await file.DisposeAsync();
            return null;
        }
        catch (NatsException e)
        {
            await file.DisposeAsync();
            throw BrokerErrors.Explain($"content {digest.Short} cannot be read", e);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads content into memory and verifies it; null when it is not there or is other content.</summary>
    /// <exception cref="NatsException">The broker does not answer.</exception>
    internal async Task<ReadOnlyMemory<byte>?> ReadAsync(
        Digest digest, long sizeBytes, CancellationToken cancellationToken)
    {
        try
        {
            ObjectMetadata found = await store.GetInfoAsync(digest.ToString(), cancellationToken);
            if (found.Size != sizeBytes)
            {
                return null;
            }

            using MemoryStream bytes = new(checked((int)sizeBytes));
            await store.GetAsync(digest.ToString(), bytes, cancellationToken);
            ReadOnlyMemory<byte> content = bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
            return Digest.Of(content.Span) == digest ? content : null;
        }
        catch (NatsObjException)
        {
            return null;
        }
    }

    private async Task<bool> HasAsync(Digest digest, CancellationToken cancellationToken)
    {
        try
        {
            await store.GetInfoAsync(digest.ToString(), cancellationToken);
            return true;
        }
        catch (NatsObjNotFoundException)
        {
            return false;
        }
    }
}

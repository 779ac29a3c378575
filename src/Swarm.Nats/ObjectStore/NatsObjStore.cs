using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Swarm.Nats.JetStream;

namespace Swarm.Nats.ObjectStore;

/// <summary>A store of objects: bytes in chunks, found by name, verified by their hash when read.</summary>
public sealed class NatsObjStore
{
    private const int ChunkBytes = 128 * 1024;
    private const int ChunksInFlight = 8;
    private const string DigestPrefix = "SHA-256=";

    private readonly NatsJSContext _context;
    private readonly NatsJSStream _stream;

    internal NatsObjStore(NatsJSContext context, NatsJSStream stream, string bucket)
    {
        _context = context;
        _stream = stream;
        Bucket = bucket;
    }

    /// <summary>Its name.</summary>
    public string Bucket { get; }

    /// <summary>Stores an object, in place of what had its name.</summary>
    /// <param name="name">Any text.</param>
    /// <param name="content">Its bytes, read to the end.</param>
    /// <param name="ct">Ends it; the object then does not appear.</param>
    /// <returns>What was stored.</returns>
    /// <exception cref="NatsException">It could not be stored; what had its name is still there.</exception>
    public async ValueTask<ObjectMetadata> PutAsync(string name, Stream content, CancellationToken ct)
    {
        RequireName(name);
        NatsJSStoredMsg? before = await MetaAsync(name, ct).ConfigureAwait(false);
        string nuid = Guid.NewGuid().ToString("N");
        ObjectMetadata stored;
        try
        {
            (long sizeBytes, int chunks, string digest) = await SendAsync(nuid, content, ct).ConfigureAwait(false);
            stored = new ObjectMetadata
            {
                Name = name,
                Bucket = Bucket,
                Nuid = nuid,
                Size = sizeBytes,
                Chunks = chunks,
                Digest = digest,
            };
            await PublishMetaAsync(stored, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NatsException or IOException or OperationCanceledException)
        {
            await ForgetAsync(nuid).ConfigureAwait(false);
            throw;
        }

        if (before is not null && Read(before) is { Deleted: false } old)
        {
            await PurgeChunksAsync(old.Nuid, ct).ConfigureAwait(false);
        }

        return stored;
    }

    /// <summary>Writes an object's bytes to a stream and verifies them.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="destination">Where to; on an error it may hold a part.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>What was read.</returns>
    /// <exception cref="NatsObjNotFoundException">There is none.</exception>
    /// <exception cref="NatsObjException">The bytes are not those that were stored.</exception>
    public async ValueTask<ObjectMetadata> GetAsync(string name, Stream destination, CancellationToken ct)
    {
        ObjectMetadata metadata = await GetInfoAsync(name, ct).ConfigureAwait(false);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long sizeBytes = 0;
        if (metadata.Chunks > 0)
        {
            sizeBytes = await ReceiveAsync(metadata, destination, hash, ct).ConfigureAwait(false);
        }

        string digest = DigestOf(hash);
        return sizeBytes == metadata.Size && Normal(metadata.Digest) == Normal(digest)
            ? metadata
            : throw new NatsObjException(
                $"object {name} is damaged: {sizeBytes} bytes with {digest}, stored were {metadata.Size} with "
                + $"{metadata.Digest}; put it again");
    }

    /// <summary>What is known of an object.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Its metadata.</returns>
    /// <exception cref="NatsObjNotFoundException">There is none.</exception>
    public async ValueTask<ObjectMetadata> GetInfoAsync(string name, CancellationToken ct)
    {
        RequireName(name);
        NatsJSStoredMsg? msg = await MetaAsync(name, ct).ConfigureAwait(false);
        return msg is not null && Read(msg) is { Deleted: false } metadata
            ? metadata
            : throw new NatsObjNotFoundException(Bucket, name);
    }

    /// <summary>Deletes an object.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Done when it is gone.</returns>
    /// <exception cref="NatsObjNotFoundException">There is none.</exception>
    public async ValueTask DeleteAsync(string name, CancellationToken ct)
    {
        ObjectMetadata metadata = await GetInfoAsync(name, ct).ConfigureAwait(false);
        var mark = new ObjectMetadata { Name = name, Bucket = Bucket, Nuid = metadata.Nuid, Deleted = true };
        await PublishMetaAsync(mark, ct).ConfigureAwait(false);
        await PurgeChunksAsync(metadata.Nuid, ct).ConfigureAwait(false);
    }

    /// <summary>The objects there are.</summary>
    /// <param name="ct">Ends it.</param>
    /// <returns>Their metadata, by age.</returns>
    /// <exception cref="NatsException">The broker did not answer.</exception>
    public async IAsyncEnumerable<ObjectMetadata> ListAsync([EnumeratorCancellation] CancellationToken ct)
    {
        OrderedFeed<byte[]> feed = Feed<byte[]>($"$O.{Bucket}.M.>", ConsumerConfigDeliverPolicy.LastPerSubject);
        await using (feed.ConfigureAwait(false))
        {
            bool more = await feed.OpenAsync(ct).ConfigureAwait(false) > 0;
            while (more)
            {
                NatsJSMsg<byte[]> msg = await feed.NextAsync(ct).ConfigureAwait(false);
                more = msg.Metadata.NumPending > 0;
                ObjectMetadata metadata = Parse(msg.Data) with { MTime = msg.Metadata.Timestamp };
                if (!metadata.Deleted)
                {
                    yield return metadata;
                }
            }
        }
    }

    private async ValueTask<(long SizeBytes, int Chunks, string Digest)> SendAsync(
        string nuid, Stream content, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var acks = new Queue<Task<NatsResult<PubAck>>>();
        byte[][] buffers = new byte[ChunksInFlight][];
        long sizeBytes = 0;
        var chunks = 0;
        while (true)
        {
            if (acks.Count == ChunksInFlight)
            {
                (await acks.Dequeue().ConfigureAwait(false)).GetValueOrThrow();
            }

            byte[] buffer = buffers[chunks % ChunksInFlight] ??= new byte[ChunkBytes];
            int read = await content.ReadAtLeastAsync(buffer, ChunkBytes, throwOnEndOfStream: false, ct)
                .ConfigureAwait(false);
            if (read == 0)
            {
                break;
            }

            hash.AppendData(buffer, 0, read);
            sizeBytes += read;
            chunks++;
            ReadOnlyMemory<byte> chunk = buffer.AsMemory(0, read);
            acks.Enqueue(_context.TryPublishAsync($"$O.{Bucket}.C.{nuid}", chunk, ct).AsTask());
        }

        while (acks.TryDequeue(out Task<NatsResult<PubAck>>? ack))
        {
            (await ack.ConfigureAwait(false)).GetValueOrThrow();
        }

        return (sizeBytes, chunks, DigestOf(hash));
    }

    private async ValueTask<long> ReceiveAsync(
        ObjectMetadata metadata, Stream destination, IncrementalHash hash, CancellationToken ct)
    {
        OrderedFeed<ReadOnlyMemory<byte>> feed =
            Feed<ReadOnlyMemory<byte>>($"$O.{Bucket}.C.{metadata.Nuid}", ConsumerConfigDeliverPolicy.All);
        await using (feed.ConfigureAwait(false))
        {
            ulong present = await feed.OpenAsync(ct).ConfigureAwait(false);
            if (present < (ulong)metadata.Chunks)
            {
                throw new NatsObjException(
                    $"object {metadata.Name} has {present} of {metadata.Chunks} chunks; put it again");
            }

            long sizeBytes = 0;
            for (var i = 0; i < metadata.Chunks; i++)
            {
                NatsJSMsg<ReadOnlyMemory<byte>> msg = await feed.NextAsync(ct).ConfigureAwait(false);
                hash.AppendData(msg.Data.Span);
                sizeBytes += msg.Data.Length;
                await destination.WriteAsync(msg.Data, ct).ConfigureAwait(false);
            }

            return sizeBytes;
        }
    }

    private OrderedFeed<T> Feed<T>(string subject, ConsumerConfigDeliverPolicy policy) =>
        new(_context, _stream.Info.Config.Name, new NatsJSOrderedConsumerOpts
        {
            FilterSubject = subject,
            DeliverPolicy = policy,
            NamePrefix = "obj",
        });

    private async ValueTask PublishMetaAsync(ObjectMetadata metadata, CancellationToken ct)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(metadata, ObjectStoreJson.Default.ObjectMetadata);
        var opts = new NatsJSPubOpts { Rollup = "sub" };
        await _context.PublishAsync(MetaSubject(metadata.Name), body, opts, headers: null, ct).ConfigureAwait(false);
    }

    private ValueTask<NatsJSStoredMsg?> MetaAsync(string name, CancellationToken ct) =>
        _stream.GetAsync(new StreamMsgGetRequest { LastBySubj = MetaSubject(name) }, ct);

    private async ValueTask PurgeChunksAsync(string nuid, CancellationToken ct) =>
        await _stream.PurgeAsync(new StreamPurgeRequest { Filter = $"$O.{Bucket}.C.{nuid}" }, ct).ConfigureAwait(false);

    /// <summary>
    /// Removes the chunks of a put that failed, even if its caller has given up; what cannot be removed ages.
    /// </summary>
    private async ValueTask ForgetAsync(string nuid)
    {
        try
        {
            using var limit = new CancellationTokenSource(
                _context.Connection.Opts.RequestTimeout, _context.Connection.Opts.TimeProvider);
            await PurgeChunksAsync(nuid, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NatsException or OperationCanceledException or ObjectDisposedException)
        {
            // The error that brought us here is the one to report.
        }
    }

    private string MetaSubject(string name) =>
        $"$O.{Bucket}.M.{Base64Url(Encoding.UTF8.GetBytes(name))}";

    private static ObjectMetadata Read(NatsJSStoredMsg msg) => Parse(msg.Data.Span) with { MTime = msg.Timestamp };

    private static ObjectMetadata Parse(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, ObjectStoreJson.Default.ObjectMetadata)
        ?? throw new NatsObjException("an object's metadata is null");

    private static string DigestOf(IncrementalHash hash) => DigestPrefix + Base64Url(hash.GetHashAndReset());

    /// <summary>Padded, as other clients write it.</summary>
    private static string Base64Url(byte[] bytes)
    {
        string text = System.Buffers.Text.Base64Url.EncodeToString(bytes);
        return text.PadRight((text.Length + 3) / 4 * 4, '=');
    }

    private static string? Normal(string? digest) => digest?.TrimEnd('=');

    private static void RequireName(string name)
    {
        if (name.Length == 0)
        {
            throw new NatsObjException("an object needs a name");
        }
    }
}

using Swarm.Nats.JetStream;

namespace Swarm.Nats.ObjectStore;

/// <summary>Stores of objects too large for a message, each a stream.</summary>
/// <param name="context">The JetStream that holds them.</param>
public sealed class NatsObjContext(NatsJSContext context)
{
    /// <summary>Makes a store, or finds it if it is there as asked.</summary>
    /// <param name="config">What it is to be.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The store.</returns>
    /// <exception cref="NatsJSException">It exists otherwise, or cannot be made so.</exception>
    public async ValueTask<NatsObjStore> CreateObjectStoreAsync(NatsObjConfig config, CancellationToken ct)
    {
        RequireBucket(config.Bucket);
        var stream = new StreamConfig
        {
            Name = StreamOf(config.Bucket),
            Description = config.Description,
            Subjects = [$"$O.{config.Bucket}.C.>", $"$O.{config.Bucket}.M.>"],
            Storage = config.Storage,
            Discard = StreamConfigDiscard.New,
            MaxBytes = config.MaxBytes,
            MaxAge = config.MaxAge,
            NumReplicas = config.NumberOfReplicas,
            AllowRollupHdrs = true,
            AllowDirect = true,
        };
        NatsJSStream made = await context.CreateStreamAsync(stream, ct).ConfigureAwait(false);
        return new NatsObjStore(context, made, config.Bucket);
    }

    /// <summary>Finds a store.</summary>
    /// <param name="bucket">Its name.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The store.</returns>
    /// <exception cref="NatsJSApiException">There is none.</exception>
    public async ValueTask<NatsObjStore> GetObjectStoreAsync(string bucket, CancellationToken ct)
    {
        RequireBucket(bucket);
        NatsJSStream stream = await context.GetStreamAsync(StreamOf(bucket), ct).ConfigureAwait(false);
        return new NatsObjStore(context, stream, bucket);
    }

    /// <summary>Deletes a store with all it holds.</summary>
    /// <param name="bucket">Its name.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Done when it is gone.</returns>
    /// <exception cref="NatsJSApiException">There is none.</exception>
    public ValueTask DeleteObjectStoreAsync(string bucket, CancellationToken ct)
    {
        RequireBucket(bucket);
        return context.DeleteStreamAsync(StreamOf(bucket), ct);
    }

    private static string StreamOf(string bucket) => $"OBJ_{bucket}";

    private static void RequireBucket(string bucket)
    {
        if (bucket.Length == 0 || !bucket.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            throw new NatsObjException($"a store's name is letters, digits, dash and underscore: \"{bucket}\"");
        }
    }
}

using Swarm.Nats.JetStream;

namespace Swarm.Nats.KeyValue;

/// <summary>Buckets of keys and values, each a stream.</summary>
/// <param name="context">The JetStream that holds them.</param>
public sealed class NatsKVContext(NatsJSContext context)
{
    private const int MostHistory = 64;

    /// <summary>Makes a bucket, or finds it if it is there as asked.</summary>
    /// <param name="config">What it is to be.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The bucket.</returns>
    /// <exception cref="NatsJSException">It exists otherwise, or cannot be made so.</exception>
    public async ValueTask<NatsKVStore> CreateStoreAsync(NatsKVConfig config, CancellationToken ct)
    {
        RequireBucket(config.Bucket);
        if (config.History is < 1 or > MostHistory)
        {
            throw new NatsKVException($"a bucket keeps 1 to {MostHistory} values of a key, not {config.History}");
        }

        NatsJSStream stream = await context.CreateStreamAsync(ToStream(config), ct).ConfigureAwait(false);
        return new NatsKVStore(context, stream, config.Bucket);
    }

    /// <summary>Finds a bucket.</summary>
    /// <param name="bucket">Its name.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The bucket.</returns>
    /// <exception cref="NatsJSApiException">There is none.</exception>
    public async ValueTask<NatsKVStore> GetStoreAsync(string bucket, CancellationToken ct)
    {
        RequireBucket(bucket);
        NatsJSStream stream = await context.GetStreamAsync(StreamOf(bucket), ct).ConfigureAwait(false);
        return new NatsKVStore(context, stream, bucket);
    }

    /// <summary>Deletes a bucket with all it holds.</summary>
    /// <param name="bucket">Its name.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Done when it is gone.</returns>
    /// <exception cref="NatsJSApiException">There is none.</exception>
    public ValueTask DeleteStoreAsync(string bucket, CancellationToken ct)
    {
        RequireBucket(bucket);
        return context.DeleteStreamAsync(StreamOf(bucket), ct);
    }

    private static StreamConfig ToStream(NatsKVConfig config) => new()
    {
        Name = StreamOf(config.Bucket),
        Description = config.Description,
        Subjects = [$"$KV.{config.Bucket}.>"],
        Storage = config.Storage,
        Discard = StreamConfigDiscard.New,
        MaxMsgsPerSubject = config.History,
        MaxBytes = config.MaxBytes,
        MaxAge = config.MaxAge,
        DuplicateWindow = DuplicateWindow(config.MaxAge),
        NumReplicas = config.NumberOfReplicas,
        DenyDelete = true,
        AllowRollupHdrs = true,
        AllowDirect = true,
    };

    /// <summary>The server wants the memory for ids not to outlive the values.</summary>
    private static TimeSpan? DuplicateWindow(TimeSpan maxAge) =>
        maxAge > TimeSpan.Zero && maxAge < TimeSpan.FromMinutes(2) ? maxAge : null;

    private static string StreamOf(string bucket) => $"KV_{bucket}";

    private static void RequireBucket(string bucket)
    {
        if (bucket.Length == 0 || !bucket.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            throw new NatsKVException($"a bucket's name is letters, digits, dash and underscore: \"{bucket}\"");
        }
    }
}

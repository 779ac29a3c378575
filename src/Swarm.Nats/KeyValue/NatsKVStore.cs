using System.Buffers;
using Swarm.Nats.JetStream;

namespace Swarm.Nats.KeyValue;

/// <summary>A bucket: the last value of each key, with a revision that only grows.</summary>
public sealed class NatsKVStore
{
    private const string OperationHeader = "KV-Operation";
    private static readonly SearchValues<char> KeyChars = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_/=.");

    private readonly NatsJSContext _context;
    private readonly NatsJSStream _stream;

    internal NatsKVStore(NatsJSContext context, NatsJSStream stream, string bucket)
    {
        _context = context;
        _stream = stream;
        Bucket = bucket;
    }

    /// <summary>Its name.</summary>
    public string Bucket { get; }

    internal string StreamName => _stream.Info.Config.Name;

    /// <summary>Stores a value, whatever was there.</summary>
    /// <typeparam name="T">byte[], ReadOnlyMemory of bytes, or string.</typeparam>
    /// <param name="key">Letters, digits and -_/=. without a dot at either end.</param>
    /// <param name="value">The value.</param>
    /// <param name="ct">Ends the wait; it may be stored nevertheless.</param>
    /// <returns>Its revision.</returns>
    /// <exception cref="NatsJSApiException">The bucket refused it: it is not stored.</exception>
    /// <exception cref="NatsException">Any other kind: whether it is stored is unknown.</exception>
    public async ValueTask<ulong> PutAsync<T>(string key, T value, CancellationToken ct)
    {
        PubAck ack = await _context.PublishAsync(KeySubject(key), value, ct).ConfigureAwait(false);
        return ack.Sequence;
    }

    /// <summary>Stores a value if the key has none.</summary>
    /// <typeparam name="T">byte[], ReadOnlyMemory of bytes, or string.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="ct">Ends the wait; it may be stored nevertheless.</param>
    /// <returns>Its revision.</returns>
    /// <exception cref="NatsKVCreateException">The key exists.</exception>
    /// <exception cref="NatsException">Whether it is stored is unknown.</exception>
    public async ValueTask<ulong> CreateAsync<T>(string key, T value, CancellationToken ct) =>
        (await TryCreateAsync(key, value, ct).ConfigureAwait(false)).GetValueOrThrow();

    /// <summary>As <see cref="CreateAsync"/>, answering instead of throwing.</summary>
    /// <typeparam name="T">byte[], ReadOnlyMemory of bytes, or string.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="ct">Ends the wait; it may be stored nevertheless.</param>
    /// <returns>The revision, or <see cref="NatsKVCreateException"/>, or another error if it is unknown.</returns>
    public async ValueTask<NatsResult<ulong>> TryCreateAsync<T>(string key, T value, CancellationToken ct)
    {
        NatsResult<ulong> first = await TryUpdateAsync(key, value, revision: 0, ct).ConfigureAwait(false);
        if (first.Error is not NatsKVWrongLastRevisionException)
        {
            return first;
        }

        // There is something, but it may be the mark of a deletion: then the key may be created over that.
        NatsJSStoredMsg? last = await LastAsync(KeySubject(key), ct).ConfigureAwait(false);
        if (last is not null && OperationOf(last.Headers) == NatsKVOperation.Put)
        {
            return new NatsResult<ulong>(new NatsKVCreateException(key));
        }

        NatsResult<ulong> second = await TryUpdateAsync(key, value, last?.Sequence ?? 0, ct).ConfigureAwait(false);
        return second.Error is NatsKVWrongLastRevisionException
            ? new NatsResult<ulong>(new NatsKVCreateException(key))
            : second;
    }

    /// <summary>Stores a value if the key still has this revision.</summary>
    /// <typeparam name="T">byte[], ReadOnlyMemory of bytes, or string.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="revision">What it was read at; 0 if it was never there.</param>
    /// <param name="ct">Ends the wait; it may be stored nevertheless.</param>
    /// <returns>Its new revision.</returns>
    /// <exception cref="NatsKVWrongLastRevisionException">Somebody else has changed it.</exception>
    /// <exception cref="NatsException">Whether it is stored is unknown.</exception>
    public async ValueTask<ulong> UpdateAsync<T>(string key, T value, ulong revision, CancellationToken ct) =>
        (await TryUpdateAsync(key, value, revision, ct).ConfigureAwait(false)).GetValueOrThrow();

    /// <summary>As <see cref="UpdateAsync"/>, answering instead of throwing.</summary>
    /// <typeparam name="T">byte[], ReadOnlyMemory of bytes, or string.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="revision">What it was read at; 0 if it was never there.</param>
    /// <param name="ct">Ends the wait; it may be stored nevertheless.</param>
    /// <returns>The revision, or <see cref="NatsKVWrongLastRevisionException"/>, or another error if it is
    /// unknown.</returns>
    public async ValueTask<NatsResult<ulong>> TryUpdateAsync<T>(
        string key, T value, ulong revision, CancellationToken ct)
    {
        var opts = new NatsJSPubOpts { ExpectedLastSubjectSequence = revision };
        NatsResult<PubAck> ack = await _context.TryPublishAsync(KeySubject(key), value, opts, headers: null, ct)
            .ConfigureAwait(false);
        return ack switch
        {
            { Success: true } => new NatsResult<ulong>(ack.Value.Sequence),
            { Error: NatsJSApiException { Error.ErrCode: ApiError.WrongLastSequence } e } =>
                new NatsResult<ulong>(new NatsKVWrongLastRevisionException(key, e)),
            _ => new NatsResult<ulong>(ack.Error!),
        };
    }

    /// <summary>The key's present value.</summary>
    /// <typeparam name="T">What it is read as: byte[], ReadOnlyMemory of bytes, or string.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The value and its revision.</returns>
    /// <exception cref="NatsKVKeyNotFoundException">It has none.</exception>
    /// <exception cref="NatsException">The broker did not answer.</exception>
    public async ValueTask<NatsKVEntry<T>> GetEntryAsync<T>(string key, CancellationToken ct) =>
        (await TryGetEntryAsync<T>(key, ct).ConfigureAwait(false)).GetValueOrThrow();

    /// <summary>As <see cref="GetEntryAsync"/>, with a missing key as an answer.</summary>
    /// <typeparam name="T">What it is read as: byte[], ReadOnlyMemory of bytes, or string.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The entry, or <see cref="NatsKVKeyNotFoundException"/>.</returns>
    /// <exception cref="NatsException">The broker did not answer.</exception>
    public async ValueTask<NatsResult<NatsKVEntry<T>>> TryGetEntryAsync<T>(string key, CancellationToken ct)
    {
        NatsJSStoredMsg? msg = await LastAsync(KeySubject(key), ct).ConfigureAwait(false);
        if (msg is null || OperationOf(msg.Headers) != NatsKVOperation.Put)
        {
            return new NatsResult<NatsKVEntry<T>>(new NatsKVKeyNotFoundException(Bucket, key));
        }

        T value = NatsSerializers.Read<T>(new ReadOnlySequence<byte>(msg.Data));
        return new NatsResult<NatsKVEntry<T>>(
            new NatsKVEntry<T>(Bucket, key, value, msg.Sequence, msg.Timestamp, NatsKVOperation.Put, Delta: 0));
    }

    /// <summary>Deletes a key; watchers are told, and earlier values stay in its history.</summary>
    /// <param name="key">The key.</param>
    /// <param name="ct">Ends the wait; it may be deleted nevertheless.</param>
    /// <returns>Done when it is deleted.</returns>
    /// <exception cref="NatsException">Whether it is deleted is unknown.</exception>
    public ValueTask DeleteAsync(string key, CancellationToken ct) => MarkAsync(key, "DEL", new NatsJSPubOpts(), ct);

    /// <summary>Deletes a key if it still has this revision.</summary>
    /// <param name="key">The key.</param>
    /// <param name="revision">What it was read at.</param>
    /// <param name="ct">Ends the wait; it may be deleted nevertheless.</param>
    /// <returns>Done when it is deleted.</returns>
    /// <exception cref="NatsKVWrongLastRevisionException">Somebody else has changed it.</exception>
    /// <exception cref="NatsException">Whether it is deleted is unknown.</exception>
    public ValueTask DeleteAsync(string key, ulong revision, CancellationToken ct) =>
        MarkAsync(key, "DEL", new NatsJSPubOpts { ExpectedLastSubjectSequence = revision }, ct);

    /// <summary>Deletes a key and its history.</summary>
    /// <param name="key">The key.</param>
    /// <param name="ct">Ends the wait; it may be deleted nevertheless.</param>
    /// <returns>Done when it is deleted.</returns>
    /// <exception cref="NatsException">Whether it is deleted is unknown.</exception>
    public ValueTask PurgeAsync(string key, CancellationToken ct) =>
        MarkAsync(key, "PURGE", new NatsJSPubOpts { Rollup = "sub" }, ct);

    /// <summary>
    /// Entries as they change, across lost connections; the first ones are the present (Delta counts down).
    /// </summary>
    /// <typeparam name="T">What values are read as: byte[], ReadOnlyMemory of bytes, or string.</typeparam>
    /// <param name="keys">A key, or several by wildcard: "&gt;" for all.</param>
    /// <param name="opts">What to show.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>The entries in the order of their revisions.</returns>
    /// <exception cref="NatsJSException">The bucket is gone.</exception>
    public IAsyncEnumerable<NatsKVEntry<T>> WatchAsync<T>(string keys, NatsKVWatchOpts opts, CancellationToken ct) =>
        new NatsKVWatcher<T>(_context, this, keys, opts).WatchAsync(ct);

    /// <summary>The keys that have a value now.</summary>
    /// <param name="ct">Ends it.</param>
    /// <returns>The keys, by the age of their values.</returns>
    /// <exception cref="NatsException">The broker did not answer.</exception>
    public async IAsyncEnumerable<string> GetKeysAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var opts = new NatsKVWatchOpts { IgnoreDeletes = true, MetaOnly = true };
        var watcher = new NatsKVWatcher<ReadOnlyMemory<byte>>(_context, this, ">", opts);
        await foreach (NatsKVEntry<ReadOnlyMemory<byte>> entry in watcher.ReadPresentAsync(ct).ConfigureAwait(false))
        {
            yield return entry.Key;
        }
    }

    /// <summary>What is kept of a key, oldest first, deletions included.</summary>
    /// <typeparam name="T">What values are read as: byte[], ReadOnlyMemory of bytes, or string.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>The entries.</returns>
    /// <exception cref="NatsException">The broker did not answer.</exception>
    public IAsyncEnumerable<NatsKVEntry<T>> HistoryAsync<T>(string key, CancellationToken ct) =>
        new NatsKVWatcher<T>(_context, this, key, new NatsKVWatchOpts { IncludeHistory = true }).ReadPresentAsync(ct);

    internal string SubjectOf(string keys) => $"$KV.{Bucket}.{keys}";

    internal static NatsKVOperation OperationOf(NatsHeaders? headers) =>
        headers is not null && headers.TryGetLastValue(OperationHeader, out string? operation)
            ? operation switch
            {
                "DEL" => NatsKVOperation.Del,
                "PURGE" => NatsKVOperation.Purge,
                _ => NatsKVOperation.Put,
            }
            : NatsKVOperation.Put;

    private async ValueTask MarkAsync(string key, string operation, NatsJSPubOpts opts, CancellationToken ct)
    {
        var headers = new NatsHeaders { { OperationHeader, operation } };
        NatsResult<PubAck> ack = await _context
            .TryPublishAsync(KeySubject(key), ReadOnlyMemory<byte>.Empty, opts, headers, ct).ConfigureAwait(false);
        if (ack.Error is NatsJSApiException { Error.ErrCode: ApiError.WrongLastSequence } e)
        {
            throw new NatsKVWrongLastRevisionException(key, e);
        }

        ack.GetValueOrThrow();
    }

    /// <summary>From the leader, so that a value just written is seen even on a replicated bucket.</summary>
    private ValueTask<NatsJSStoredMsg?> LastAsync(string subject, CancellationToken ct)
    {
        var request = new StreamMsgGetRequest { LastBySubj = subject };
        return _stream.Info.Config.NumReplicas > 1 || _stream.Info.Config.AllowDirect != true
            ? _stream.GetAsync(request, ct)
            : _stream.GetDirectAsync(request, ct);
    }

    private string KeySubject(string key)
    {
        bool wrong = key.Length == 0 || key[0] == '.' || key[^1] == '.' || key.Contains("..", StringComparison.Ordinal);
        return wrong || key.AsSpan().ContainsAnyExcept(KeyChars)
            ? throw new NatsKVException($"a key is letters, digits and -_/=. without a dot at either end: \"{key}\"")
            : SubjectOf(key);
    }
}

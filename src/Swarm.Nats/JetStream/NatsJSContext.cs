using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Swarm.Nats.Protocol;

namespace Swarm.Nats.JetStream;

/// <summary>JetStream over a connection: streams that keep what is published, and acknowledge it.</summary>
/// <remarks>Two doors: Publish throws, TryPublish answers; choose by whether failure is news.</remarks>
public sealed class NatsJSContext
{
    private readonly TimeSpan _timeout;

    /// <summary>Speaks to the server's own JetStream.</summary>
    /// <param name="connection">The connection, shared.</param>
    public NatsJSContext(NatsConnection connection)
        : this(connection, new NatsJSOpts())
    {
    }

    /// <summary>Speaks to a chosen JetStream.</summary>
    /// <param name="connection">The connection, shared.</param>
    /// <param name="opts">Which one.</param>
    public NatsJSContext(NatsConnection connection, NatsJSOpts opts)
    {
        Connection = connection;
        Opts = opts;
        _timeout = opts.RequestTimeout ?? connection.Opts.RequestTimeout;
    }

    /// <summary>The connection it speaks over.</summary>
    public NatsConnection Connection { get; }

    /// <summary>The options it was made with.</summary>
    public NatsJSOpts Opts { get; }

    /// <summary>Publishes and waits until a stream has stored it.</summary>
    /// <typeparam name="T">byte[], ReadOnlyMemory of bytes, or string.</typeparam>
    /// <param name="subject">A subject of a stream.</param>
    /// <param name="data">The payload.</param>
    /// <param name="ct">Ends the wait; the message may be stored nevertheless.</param>
    /// <returns>Where it was stored.</returns>
    /// <exception cref="NatsJSApiException">The stream refused it: it is not stored.</exception>
    /// <exception cref="NatsException">Any other kind: whether it is stored is unknown.</exception>
    public ValueTask<PubAck> PublishAsync<T>(string subject, T data, CancellationToken ct) =>
        PublishAsync(subject, data, opts: null, headers: null, ct);

    /// <summary>Publishes with conditions or headers, and waits until a stream has stored it.</summary>
    /// <typeparam name="T">byte[], ReadOnlyMemory of bytes, or string.</typeparam>
    /// <param name="subject">A subject of a stream.</param>
    /// <param name="data">The payload.</param>
    /// <param name="opts">What must hold, or null.</param>
    /// <param name="headers">Headers, or null.</param>
    /// <param name="ct">Ends the wait; the message may be stored nevertheless.</param>
    /// <returns>Where it was stored.</returns>
    /// <exception cref="NatsException">As for the shorter form.</exception>
    public async ValueTask<PubAck> PublishAsync<T>(
        string subject, T data, NatsJSPubOpts? opts, NatsHeaders? headers, CancellationToken ct) =>
        (await TryPublishAsync(subject, data, opts, headers, ct).ConfigureAwait(false)).GetValueOrThrow();

    /// <summary>
    /// Publishes; the answer says stored, refused (a <see cref="NatsJSApiException"/>) or unknown (any other). Calls
    /// that are not awaited one by one are pipelined and keep their order.
    /// </summary>
    /// <typeparam name="T">byte[], ReadOnlyMemory of bytes, or string.</typeparam>
    /// <param name="subject">A subject of a stream.</param>
    /// <param name="data">The payload; unchanged until the answer.</param>
    /// <param name="ct">Ends the wait; the message may be stored nevertheless.</param>
    /// <returns>Await it once.</returns>
    /// <exception cref="NatsException">The message was malformed or too large, and never sent.</exception>
    public ValueTask<NatsResult<PubAck>> TryPublishAsync<T>(string subject, T data, CancellationToken ct) =>
        TryPublishAsync(subject, data, opts: null, headers: null, ct);

    /// <summary>As the shorter form, with conditions or headers.</summary>
    /// <typeparam name="T">byte[], ReadOnlyMemory of bytes, or string.</typeparam>
    /// <param name="subject">A subject of a stream.</param>
    /// <param name="data">The payload; unchanged until the answer.</param>
    /// <param name="opts">What must hold, or null.</param>
    /// <param name="headers">Headers, or null.</param>
    /// <param name="ct">Ends the wait; the message may be stored nevertheless.</param>
    /// <returns>Await it once.</returns>
    /// <exception cref="NatsException">The message was malformed or too large, and never sent.</exception>
    public ValueTask<NatsResult<PubAck>> TryPublishAsync<T>(
        string subject, T data, NatsJSPubOpts? opts, NatsHeaders? headers, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        PubAckWaiter waiter = PubAckWaiter.Take(Connection);
        ReplySubject reply = Connection.Enter(waiter, _timeout, out bool alone);
        var sentOrWaits = false;
        try
        {
            waiter.AbandonOn(ct);
            var msg = new OutgoingMsg(
                subject, reply, opts?.ToHeaders(headers) ?? headers, NatsSerializers.Write(data));
            ValueTask sent = Connection.SendAsync(subject, msg, urgent: alone, ct);
            sentOrWaits = true;
            return sent.IsCompletedSuccessfully ? waiter.Answer : AfterAsync(sent, waiter);
        }
        finally
        {
            if (!sentOrWaits)
            {
                Connection.Fail(reply.Token, new NatsException("it was never sent"));
                waiter.Discard();
            }
        }
    }

    /// <summary>Makes a stream.</summary>
    /// <param name="config">What it is to be.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The stream.</returns>
    /// <exception cref="NatsJSApiException">It exists otherwise, or cannot be made.</exception>
    /// <exception cref="NatsJSConfigEchoException">It was made, but not as asked: the server is too old.</exception>
    public ValueTask<NatsJSStream> CreateStreamAsync(StreamConfig config, CancellationToken ct) =>
        SetStreamAsync("CREATE", config, ct);

    /// <summary>Changes a stream.</summary>
    /// <param name="config">What it is to be.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The stream.</returns>
    /// <exception cref="NatsJSApiException">It does not exist, or cannot be changed so.</exception>
    /// <exception cref="NatsJSConfigEchoException">It was changed, but not as asked: the server is too old.</exception>
    public ValueTask<NatsJSStream> UpdateStreamAsync(StreamConfig config, CancellationToken ct) =>
        SetStreamAsync("UPDATE", config, ct);

    /// <summary>Makes a stream, or changes it to what is asked if it exists otherwise.</summary>
    /// <param name="config">What it is to be.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The stream.</returns>
    /// <exception cref="NatsJSException">It can neither be made nor changed so.</exception>
    public async ValueTask<NatsJSStream> CreateOrUpdateStreamAsync(StreamConfig config, CancellationToken ct)
    {
        try
        {
            return await CreateStreamAsync(config, ct).ConfigureAwait(false);
        }
        catch (NatsJSApiException e) when (e.Error.ErrCode == ApiError.StreamNameExists)
        {
            return await UpdateStreamAsync(config, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Finds a stream.</summary>
    /// <param name="stream">Its name.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The stream.</returns>
    /// <exception cref="NatsJSApiException">It does not exist.</exception>
    public async ValueTask<NatsJSStream> GetStreamAsync(string stream, CancellationToken ct) =>
        new(this, await CallAsync($"STREAM.INFO.{stream}", [], JetStreamJson.Default.StreamInfo, ct)
            .ConfigureAwait(false));

    /// <summary>A reader of a stream in order, each message once; it costs nothing until it is read.</summary>
    /// <param name="stream">The stream's name.</param>
    /// <param name="opts">Where it starts and what it sees.</param>
    /// <returns>The reader.</returns>
    public NatsJSOrderedConsumer CreateOrderedConsumer(string stream, NatsJSOrderedConsumerOpts opts) =>
        new(this, stream, opts);

    /// <summary>Deletes a stream with all it holds.</summary>
    /// <param name="stream">Its name.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Done when it is gone.</returns>
    /// <exception cref="NatsJSApiException">It does not exist.</exception>
    public async ValueTask DeleteStreamAsync(string stream, CancellationToken ct) =>
        await CallAsync($"STREAM.DELETE.{stream}", [], JetStreamJson.Default.SuccessResponse, ct).ConfigureAwait(false);

    /// <summary>The names of all streams.</summary>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The names, in no order.</returns>
    public async ValueTask<IReadOnlyList<string>> ListStreamNamesAsync(CancellationToken ct)
    {
        var names = new List<string>();
        while (true)
        {
            byte[] body = JetStreamJson.Bytes(
                new StreamNamesRequest(names.Count), JetStreamJson.Default.StreamNamesRequest);
            StreamNamesResponse page = await CallAsync(
                "STREAM.NAMES", body, JetStreamJson.Default.StreamNamesResponse, ct).ConfigureAwait(false);
            names.AddRange(page.Streams ?? []);
            if (names.Count >= page.Total || page.Streams is not { Length: > 0 })
            {
                return names;
            }
        }
    }

    /// <summary>Asks the API and reads the answer.</summary>
    /// <exception cref="NatsJSApiException">It refused.</exception>
    internal async ValueTask<T> CallAsync<T>(string verb, byte[] body, JsonTypeInfo<T> type, CancellationToken ct)
    {
        byte[] answer = await AskAsync(verb, body, ct).ConfigureAwait(false);
        return JsonSerializer.Deserialize(answer, type) ?? throw new NatsJSException($"{verb} was answered with null");
    }

    /// <summary>Asks the API for something that has a configuration, and compares it with what was asked.</summary>
    internal async ValueTask<T> ConfigureAsync<T>(
        (string Verb, string What, byte[] Body) request, JsonElement asked, JsonTypeInfo<T> type, CancellationToken ct)
    {
        byte[] answer = await AskAsync(request.Verb, request.Body, ct).ConfigureAwait(false);
        using JsonDocument document = JsonDocument.Parse(answer);
        ConfigEcho.Check(request.What, asked, document.RootElement.GetProperty("config"));
        return document.Deserialize(type) ?? throw new NatsJSException($"{request.Verb} was answered with null");
    }

    private async ValueTask<byte[]> AskAsync(string verb, byte[] body, CancellationToken ct)
    {
        NatsMsg<byte[]> answer = await Connection
            .RequestAsync<byte[], byte[]>($"{Opts.ApiPrefix}.{verb}", body, headers: null, _timeout, ct)
            .ConfigureAwait(false);
        ApiEnvelope? envelope = JsonSerializer.Deserialize(answer.Data, JetStreamJson.Default.ApiEnvelope);
        return envelope?.Error is { } error ? throw new NatsJSApiException(error) : answer.Data;
    }

    private async ValueTask<NatsJSStream> SetStreamAsync(string verb, StreamConfig config, CancellationToken ct)
    {
        JsonElement asked = JsonSerializer.SerializeToElement(config, JetStreamJson.Default.StreamConfig);
        byte[] body = JetStreamJson.Bytes(config, JetStreamJson.Default.StreamConfig);
        StreamInfo info = await ConfigureAsync(
            ($"STREAM.{verb}.{config.Name}", $"stream {config.Name}", body),
            asked,
            JetStreamJson.Default.StreamInfo,
            ct)
            .ConfigureAwait(false);
        return new NatsJSStream(this, info);
    }

    private static async ValueTask<NatsResult<PubAck>> AfterAsync(ValueTask sent, PubAckWaiter waiter)
    {
        ValueTask<NatsResult<PubAck>> answer = waiter.Answer;
        await sent.ConfigureAwait(false);
        return await answer.ConfigureAwait(false);
    }
}

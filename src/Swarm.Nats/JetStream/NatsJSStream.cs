using System.Globalization;
using System.Text.Json;
using Swarm.Nats.Protocol;

namespace Swarm.Nats.JetStream;

/// <summary>A stream: messages kept in one order.</summary>
public sealed class NatsJSStream
{
    private readonly NatsJSContext _context;

    internal NatsJSStream(NatsJSContext context, StreamInfo info)
    {
        _context = context;
        Info = info;
    }

    /// <summary>What it is, and what it held when last asked.</summary>
    public StreamInfo Info { get; private set; }

    private string Name => Info.Config.Name;

    /// <summary>Asks what it holds.</summary>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Done when <see cref="Info"/> is new.</returns>
    /// <exception cref="NatsJSApiException">It does not exist any more.</exception>
    public async ValueTask RefreshAsync(CancellationToken ct) =>
        Info = await _context.CallAsync($"STREAM.INFO.{Name}", [], JetStreamJson.Default.StreamInfo, ct)
            .ConfigureAwait(false);

    /// <summary>Gets a message through the API, from the stream's leader.</summary>
    /// <param name="request">Which one.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The message, or null when there is none.</returns>
    /// <exception cref="NatsException">The broker refused or did not answer.</exception>
    public async ValueTask<NatsJSStoredMsg?> GetAsync(StreamMsgGetRequest request, CancellationToken ct)
    {
        try
        {
            byte[] body = JetStreamJson.Bytes(request, JetStreamJson.Default.StreamMsgGetRequest);
            StoredMsgResponse answer = await _context
                .CallAsync($"STREAM.MSG.GET.{Name}", body, JetStreamJson.Default.StoredMsgResponse, ct)
                .ConfigureAwait(false);
            StoredMsgResponse.Body msg = answer.Message;
            NatsHeaders? headers = msg.Hdrs is null ? null : HeaderCodec.Read(new(msg.Hdrs));
            return new NatsJSStoredMsg(msg.Subject, msg.Seq, msg.Time, headers, msg.Data ?? []);
        }
        catch (NatsJSApiException e) when (e.Error.ErrCode == ApiError.MessageNotFound)
        {
            return null;
        }
    }

    /// <summary>Gets a message from any replica: cheaper, and on a replicated stream perhaps not the newest.</summary>
    /// <param name="request">Which one.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The message, or null when there is none.</returns>
    /// <exception cref="NatsException">The stream was made without AllowDirect, or the broker did not
    /// answer.</exception>
    public async ValueTask<NatsJSStoredMsg?> GetDirectAsync(StreamMsgGetRequest request, CancellationToken ct)
    {
        if (Info.Config.AllowDirect != true)
        {
            throw new NatsJSException($"stream {Name} was made without AllowDirect: set it, or use GetAsync");
        }

        byte[] body = JetStreamJson.Bytes(request, JetStreamJson.Default.StreamMsgGetRequest);
        NatsMsg<byte[]> answer = await _context.Connection
            .RequestAsync<byte[], byte[]>($"{_context.Opts.ApiPrefix}.DIRECT.GET.{Name}", body, ct)
            .ConfigureAwait(false);
        return answer.Headers switch
        {
            { Code: 404 } => null,
            { Code: 0 } headers => ReadDirect(headers, answer.Data),
            var other => throw new NatsJSException(
                $"the broker refused a direct get: {other?.Code} {other?.MessageText}"),
        };
    }

    /// <summary>Removes messages.</summary>
    /// <param name="request">Which.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>How many were removed.</returns>
    /// <exception cref="NatsJSApiException">It may not be purged.</exception>
    public async ValueTask<ulong> PurgeAsync(StreamPurgeRequest request, CancellationToken ct)
    {
        byte[] body = JetStreamJson.Bytes(request, JetStreamJson.Default.StreamPurgeRequest);
        StreamPurgeResponse answer = await _context
            .CallAsync($"STREAM.PURGE.{Name}", body, JetStreamJson.Default.StreamPurgeResponse, ct)
            .ConfigureAwait(false);
        return answer.Purged;
    }

    /// <summary>Deletes one message; its bytes are overwritten.</summary>
    /// <param name="sequence">Which.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Done when it is gone.</returns>
    /// <exception cref="NatsJSApiException">There is none, or it may not be deleted.</exception>
    public async ValueTask DeleteMessageAsync(ulong sequence, CancellationToken ct)
    {
        byte[] body = JetStreamJson.Bytes(
            new MsgDeleteRequest(sequence, NoErase: false), JetStreamJson.Default.MsgDeleteRequest);
        await _context.CallAsync($"STREAM.MSG.DELETE.{Name}", body, JetStreamJson.Default.SuccessResponse, ct)
            .ConfigureAwait(false);
    }

    /// <summary>Makes a pull consumer, or finds it if it is there as asked.</summary>
    /// <param name="config">What it is to be.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The consumer.</returns>
    /// <exception cref="NatsJSApiException">It exists otherwise and cannot be changed so.</exception>
    /// <exception cref="NatsJSConfigEchoException">It was made, but not as asked: the server is too old.</exception>
    public async ValueTask<NatsJSConsumer> CreateOrUpdateConsumerAsync(ConsumerConfig config, CancellationToken ct) =>
        new(_context, await SetConsumerAsync(_context, Name, config, ct).ConfigureAwait(false));

    /// <summary>Finds a consumer.</summary>
    /// <param name="consumer">Its name.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The consumer.</returns>
    /// <exception cref="NatsJSApiException">There is none.</exception>
    public async ValueTask<NatsJSConsumer> GetConsumerAsync(string consumer, CancellationToken ct) =>
        new(_context, await _context
            .CallAsync($"CONSUMER.INFO.{Name}.{consumer}", [], JetStreamJson.Default.ConsumerInfo, ct)
            .ConfigureAwait(false));

    /// <summary>Deletes a consumer.</summary>
    /// <param name="consumer">Its name.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Done when it is gone.</returns>
    /// <exception cref="NatsJSApiException">There is none.</exception>
    public async ValueTask DeleteConsumerAsync(string consumer, CancellationToken ct) =>
        await _context.CallAsync($"CONSUMER.DELETE.{Name}.{consumer}", [], JetStreamJson.Default.SuccessResponse, ct)
            .ConfigureAwait(false);

    internal static ValueTask<ConsumerInfo> SetConsumerAsync(
        NatsJSContext context, string stream, ConsumerConfig config, CancellationToken ct)
    {
        // The way that 2.9 understands: durable consumers have a subject of their own, others name their filter.
        string verb = config.DurableName is not null
            ? $"CONSUMER.DURABLE.CREATE.{stream}.{config.DurableName}"
            : config.FilterSubject is null
                ? $"CONSUMER.CREATE.{stream}.{RequireName(config)}"
                : $"CONSUMER.CREATE.{stream}.{RequireName(config)}.{config.FilterSubject}";
        byte[] body = JetStreamJson.Bytes(
            new ConsumerCreateRequest(stream, config), JetStreamJson.Default.ConsumerCreateRequest);
        JsonElement asked = JsonSerializer.SerializeToElement(config, JetStreamJson.Default.ConsumerConfig);
        string what = $"consumer {config.DurableName ?? config.Name} of stream {stream}";
        return context.ConfigureAsync((verb, what, body), asked, JetStreamJson.Default.ConsumerInfo, ct);
    }

    private static string RequireName(ConsumerConfig config) =>
        config.Name ?? throw new NatsJSException("a consumer needs a DurableName, or a Name if it is ephemeral");

    private static NatsJSStoredMsg ReadDirect(NatsHeaders headers, byte[] data)
    {
        var own = new NatsHeaders();
        own.Fields.AddRange(headers.Fields.Where(field => !IsPlace(field.Key)));
        return new NatsJSStoredMsg(
            headers["Nats-Subject"],
            ulong.Parse(headers["Nats-Sequence"], CultureInfo.InvariantCulture),
            DateTimeOffset.Parse(headers["Nats-Time-Stamp"], CultureInfo.InvariantCulture),
            own.Count == 0 ? null : own,
            data);
    }

    private static bool IsPlace(string header) =>
        header is "Nats-Stream" or "Nats-Subject" or "Nats-Sequence" or "Nats-Time-Stamp" or "Nats-Last-Sequence";
}

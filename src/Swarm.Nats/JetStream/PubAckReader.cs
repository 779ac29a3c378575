using System.Buffers;
using System.Text.Json;

namespace Swarm.Nats.JetStream;

/// <summary>Reads the broker's answer to a publish without making a document of it.</summary>
internal static class PubAckReader
{
    internal static NatsResult<PubAck> Read(ReadOnlySequence<byte> payload, SubjectCache streams)
    {
        try
        {
            var reader = new Utf8JsonReader(payload);
            string stream = "";
            ulong sequence = 0;
            var duplicate = false;
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("error"u8))
                {
                    reader.Read();
                    ApiError? error = JsonSerializer.Deserialize(ref reader, JetStreamJson.Default.ApiError);
                    return new NatsResult<PubAck>(
                        new NatsJSApiException(error ?? new ApiError(0, 0, "no reason given")));
                }

                ReadField(ref reader, streams, ref stream, ref sequence, ref duplicate);
            }

            return sequence > 0 ? new NatsResult<PubAck>(new PubAck(stream, sequence, duplicate)) : NotAnAck();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return NotAnAck();
        }
    }

    private static void ReadField(
        ref Utf8JsonReader reader, SubjectCache streams, ref string stream, ref ulong sequence, ref bool duplicate)
    {
        if (reader.ValueTextEquals("seq"u8))
        {
            reader.Read();
            sequence = reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out ulong number) ? number : 0;
        }
        else if (reader.ValueTextEquals("stream"u8))
        {
            reader.Read();
            stream = reader.HasValueSequence ? reader.GetString() ?? "" : streams.Get(reader.ValueSpan);
        }
        else if (reader.ValueTextEquals("duplicate"u8))
        {
            reader.Read();
            duplicate = reader.TokenType == JsonTokenType.True;
        }
        else
        {
            reader.Skip();
        }
    }

    /// <summary>Some plain subscriber answered: nobody knows whether a stream stored the message as well.</summary>
    private static NatsResult<PubAck> NotAnAck() =>
        new(new NatsJSException(
            "the answer to a publish was not a stream's: is somebody else replying on this subject?"));
}

using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Swarm.Nats.Protocol;

/// <summary>What the server says of itself when we connect.</summary>
public sealed record ServerInfo
{
    /// <summary>The server's own id, new at each start.</summary>
    [JsonPropertyName("server_id")]
    public string Id { get; init; } = "";

    /// <summary>The configured name of the server.</summary>
    [JsonPropertyName("server_name")]
    public string Name { get; init; } = "";

    /// <summary>The server's version, such as 2.9.10.</summary>
    [JsonPropertyName("version")]
    public string Version { get; init; } = "";

    /// <summary>The largest message it takes, headers included, in bytes.</summary>
    [JsonPropertyName("max_payload")]
    public int MaxPayload { get; init; } = 1024 * 1024;

    /// <summary>Whether JetStream is on.</summary>
    [JsonPropertyName("jetstream")]
    public bool JetStreamAvailable { get; init; }

    /// <summary>Whether it wants TLS.</summary>
    [JsonPropertyName("tls_required")]
    public bool TlsRequired { get; init; }

    /// <summary>Whether it would accept TLS.</summary>
    [JsonPropertyName("tls_available")]
    public bool TlsAvailable { get; init; }

    /// <summary>Whether it wants a name, a token or a certificate.</summary>
    [JsonPropertyName("auth_required")]
    public bool AuthRequired { get; init; }

    /// <summary>Whether messages may have headers.</summary>
    [JsonPropertyName("headers")]
    public bool HeadersSupported { get; init; }

    /// <summary>Whether it is about to stop and asks its clients to go elsewhere.</summary>
    [JsonPropertyName("ldm")]
    public bool LameDuckMode { get; init; }

    internal static ServerInfo Read(ReadOnlySequence<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            return JsonSerializer.Deserialize(ref reader, ProtocolJson.Default.ServerInfo)
                ?? throw new NatsProtocolException("the server described itself as null");
        }
        catch (JsonException e)
        {
            throw new NatsProtocolException("the server's description of itself is not JSON", e);
        }
    }
}

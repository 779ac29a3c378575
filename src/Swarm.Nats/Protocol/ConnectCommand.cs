using System.Text.Json;
using System.Text.Json.Serialization;

namespace Swarm.Nats.Protocol;

/// <summary>What we say of ourselves when we connect.</summary>
internal sealed record ConnectCommand
{
    [JsonPropertyName("verbose")]
    public bool Verbose { get; init; }

    [JsonPropertyName("pedantic")]
    public bool Pedantic { get; init; }

    [JsonPropertyName("tls_required")]
    public bool TlsRequired { get; init; }

    [JsonPropertyName("name")]
    public string? Name { get; init; }

    [JsonPropertyName("lang")]
    public string Language { get; init; } = "swarm-csharp";

    [JsonPropertyName("version")]
    public string Version { get; init; } = "0.1.0";

    [JsonPropertyName("protocol")]
    public int Protocol { get; init; } = 1;

    [JsonPropertyName("headers")]
    public bool Headers { get; init; } = true;

    [JsonPropertyName("no_responders")]
    public bool NoResponders { get; init; } = true;

    [JsonPropertyName("user")]
    public string? User { get; init; }

    [JsonPropertyName("pass")]
    public string? Password { get; init; }

    [JsonPropertyName("auth_token")]
    public string? Token { get; init; }

    /// <summary>The whole line, ready for the socket.</summary>
    internal byte[] ToLine() =>
    [
        .. "CONNECT "u8,
        .. JsonSerializer.SerializeToUtf8Bytes(this, ProtocolJson.Default.ConnectCommand),
        .. "\r\n"u8,
    ];
}

using System.Text.Json.Serialization;

namespace Swarm.Nats.JetStream;

/// <summary>How a stream's files are compressed (nats-server 2.10).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StreamConfigCompression>))]
public enum StreamConfigCompression
{
    /// <summary>Not at all.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>With S2.</summary>
    [JsonStringEnumMemberName("s2")]
    S2,
}

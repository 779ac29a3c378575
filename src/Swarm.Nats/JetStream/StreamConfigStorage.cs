using System.Text.Json.Serialization;

namespace Swarm.Nats.JetStream;

/// <summary>Where a stream keeps its messages.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StreamConfigStorage>))]
public enum StreamConfigStorage
{
    /// <summary>In files; they outlive the server's process.</summary>
    [JsonStringEnumMemberName("file")]
    File,

    /// <summary>In memory; lost with the server.</summary>
    [JsonStringEnumMemberName("memory")]
    Memory,
}

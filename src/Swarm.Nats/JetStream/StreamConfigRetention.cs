using System.Text.Json.Serialization;

namespace Swarm.Nats.JetStream;

/// <summary>When a stream lets a message go.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StreamConfigRetention>))]
public enum StreamConfigRetention
{
    /// <summary>When a limit is reached.</summary>
    [JsonStringEnumMemberName("limits")]
    Limits,

    /// <summary>When no consumer wants it any more.</summary>
    [JsonStringEnumMemberName("interest")]
    Interest,

    /// <summary>When one consumer has acknowledged it.</summary>
    [JsonStringEnumMemberName("workqueue")]
    Workqueue,
}

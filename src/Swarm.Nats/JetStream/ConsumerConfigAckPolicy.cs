using System.Text.Json.Serialization;

namespace Swarm.Nats.JetStream;

/// <summary>What a consumer expects for each message.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConsumerConfigAckPolicy>))]
public enum ConsumerConfigAckPolicy
{
    /// <summary>An acknowledgement of each.</summary>
    [JsonStringEnumMemberName("explicit")]
    Explicit,

    /// <summary>Nothing.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>An acknowledgement that covers all before it.</summary>
    [JsonStringEnumMemberName("all")]
    All,
}

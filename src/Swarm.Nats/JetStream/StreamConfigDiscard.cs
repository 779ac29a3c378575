using System.Text.Json.Serialization;

namespace Swarm.Nats.JetStream;

/// <summary>What a full stream does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StreamConfigDiscard>))]
public enum StreamConfigDiscard
{
    /// <summary>Drops its oldest message.</summary>
    [JsonStringEnumMemberName("old")]
    Old,

    /// <summary>Refuses the new one.</summary>
    [JsonStringEnumMemberName("new")]
    New,
}

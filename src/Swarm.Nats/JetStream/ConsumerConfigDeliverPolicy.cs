using System.Text.Json.Serialization;

namespace Swarm.Nats.JetStream;

/// <summary>Where a consumer starts.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConsumerConfigDeliverPolicy>))]
public enum ConsumerConfigDeliverPolicy
{
    /// <summary>At the first message the stream has.</summary>
    [JsonStringEnumMemberName("all")]
    All,

    /// <summary>At the last message.</summary>
    [JsonStringEnumMemberName("last")]
    Last,

    /// <summary>With what is published from now on.</summary>
    [JsonStringEnumMemberName("new")]
    New,

    /// <summary>At <see cref="ConsumerConfig.OptStartSeq"/>.</summary>
    [JsonStringEnumMemberName("by_start_sequence")]
    ByStartSequence,

    /// <summary>At <see cref="ConsumerConfig.OptStartTime"/>.</summary>
    [JsonStringEnumMemberName("by_start_time")]
    ByStartTime,

    /// <summary>With the last message of each subject.</summary>
    [JsonStringEnumMemberName("last_per_subject")]
    LastPerSubject,
}

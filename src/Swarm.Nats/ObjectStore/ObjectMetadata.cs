using System.Text.Json.Serialization;

namespace Swarm.Nats.ObjectStore;

/// <summary>What is known of an object beside its bytes.</summary>
public sealed record ObjectMetadata
{
    /// <summary>Its name: any text.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>The store it is in.</summary>
    [JsonPropertyName("bucket")]
    public string Bucket { get; init; } = "";

    /// <summary>The id its chunks are stored under, new with each put.</summary>
    [JsonPropertyName("nuid")]
    public string Nuid { get; init; } = "";

    /// <summary>Its length in bytes.</summary>
    [JsonPropertyName("size")]
    public long Size { get; init; }

    /// <summary>How many chunks it is stored in.</summary>
    [JsonPropertyName("chunks")]
    public int Chunks { get; init; }

    /// <summary>"SHA-256=" and the hash of its bytes in URL-safe base64.</summary>
    [JsonPropertyName("digest")]
    public string? Digest { get; init; }

    /// <summary>Whether it was deleted.</summary>
    [JsonPropertyName("deleted")]
    public bool Deleted { get; init; }

    /// <summary>When the broker stored it.</summary>
    [JsonIgnore]
    public DateTimeOffset MTime { get; init; }
}

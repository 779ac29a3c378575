using System.Text.Json.Serialization;

namespace Swarm.Nats.ObjectStore;

/// <summary>How an object's metadata is read and written.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ObjectMetadata))]
internal sealed partial class ObjectStoreJson : JsonSerializerContext;

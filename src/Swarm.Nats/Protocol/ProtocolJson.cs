using System.Text.Json.Serialization;

namespace Swarm.Nats.Protocol;

/// <summary>How the two JSON documents of the core protocol are read and written.</summary>
[JsonSerializable(typeof(ServerInfo))]
[JsonSerializable(typeof(ConnectCommand))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class ProtocolJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Microscopy;

/// <summary>Reads and writes the files that the steps hand to one another.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(Truth))]
[JsonSerializable(typeof(DetectorModel))]
[JsonSerializable(typeof(Verdict))]
internal sealed partial class Json : JsonSerializerContext
{
    /// <summary>Writes one value to a file, ended by a newline.</summary>
    public static void Write<T>(string path, T value, JsonTypeInfo<T> type) =>
        File.WriteAllText(path, JsonSerializer.Serialize(value, type) + "\n");

    /// <summary>Reads one value from a file.</summary>
    public static T Read<T>(string path, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(File.ReadAllText(path), type)
        ?? throw new InvalidDataException($"{path} holds nothing");
}

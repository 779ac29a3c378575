using System.Text.Json;

namespace Swarm.Nats.JetStream;

/// <summary>
/// Compares what was asked with what the server says it has. A server silently drops the fields it does not know,
/// and a consumer without its filter gets everything: better none than that.
/// </summary>
internal static class ConfigEcho
{
    /// <summary>Every field that was asked for must come back; what the server adds of its own is fine.</summary>
    /// <exception cref="NatsJSConfigEchoException">A field is missing or different.</exception>
    internal static void Check(string what, JsonElement asked, JsonElement answered)
    {
        var differences = new List<string>();
        Compare("", asked, answered, differences);
        if (differences.Count > 0)
        {
            throw new NatsJSConfigEchoException(what, differences);
        }
    }

    private static void Compare(string path, JsonElement asked, JsonElement answered, List<string> differences)
    {
        if (asked.ValueKind == JsonValueKind.Object && answered.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty field in asked.EnumerateObject())
            {
                string name = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
                bool found = answered.TryGetProperty(field.Name, out JsonElement answer);
                Compare(name, field.Value, found ? answer : default, differences);
            }
        }
        else if (!(IsNothing(asked) && IsNothing(answered)) && !IsSame(asked, OrNull(answered)))
        {
            differences.Add($"{path}: asked {asked.GetRawText()}, got {Text(answered)}");
        }
    }

    /// <summary>An instant may be written in several ways.</summary>
    private static bool IsSame(JsonElement asked, JsonElement answered) =>
        JsonElement.DeepEquals(asked, answered)
        || (asked.ValueKind == JsonValueKind.String && answered.ValueKind == JsonValueKind.String
            && asked.TryGetDateTimeOffset(out DateTimeOffset one)
            && answered.TryGetDateTimeOffset(out DateTimeOffset two)
            && one == two);

    /// <summary>Servers leave out what is zero, false or empty.</summary>
    private static bool IsNothing(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.Number => value.TryGetInt64(out long number) && number == 0,
        JsonValueKind.String => value.GetString()!.Length == 0,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().MoveNext(),
        _ => false,
    };

    private static JsonElement OrNull(JsonElement value) =>
        value.ValueKind == JsonValueKind.Undefined ? JsonSerializer.SerializeToElement((string?)null) : value;

    private static string Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.Undefined ? "nothing" : value.GetRawText();
}

using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Swarm.Grpc;

/// <summary>
/// Headers or trailers of a call: names with text, or, where the name ends in <c>-bin</c>, with bytes.
/// A name may occur more than once; the order is kept.
/// </summary>
/// <remarks>Each entry is a lower-case name and its value as on the wire: bytes are base64 text.</remarks>
[SuppressMessage("Naming", "CA1710", Justification = "It is called metadata in every gRPC library.")]
public sealed class GrpcMetadata : IReadOnlyCollection<KeyValuePair<string, string>>
{
    private const string BinarySuffix = "-bin";

    private readonly List<KeyValuePair<string, string>> _entries = [];

    /// <summary>How many entries there are.</summary>
    public int Count => _entries.Count;

    /// <summary>Adds text.</summary>
    /// <param name="name">Letters, digits, <c>_</c>, <c>-</c> and <c>.</c>; made lower case.</param>
    /// <param name="value">Printable ASCII.</param>
    /// <exception cref="ArgumentException">
    /// The name or the value cannot travel as a header, belongs to the protocol itself, or the name ends in
    /// <c>-bin</c>.
    /// </exception>
    public void Add(string name, string value)
    {
        string key = CheckName(name);
        if (key.EndsWith(BinarySuffix, StringComparison.Ordinal))
        {
            throw new ArgumentException($"Metadata {key} holds bytes; give it bytes.", nameof(name));
        }

        if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            throw new ArgumentException(
                $"Metadata {key} holds more than printable ASCII; use a name ending in -bin and give it bytes.",
                nameof(value));
        }

        _entries.Add(new(key, value));
    }

    /// <summary>Adds bytes.</summary>
    /// <param name="name">As for text, and ending in <c>-bin</c>.</param>
    /// <param name="value">Any bytes.</param>
    /// <exception cref="ArgumentException">The name cannot travel or does not end in <c>-bin</c>.</exception>
    public void Add(string name, ReadOnlySpan<byte> value)
    {
        string key = CheckName(name);
        if (!key.EndsWith(BinarySuffix, StringComparison.Ordinal))
        {
            throw new ArgumentException($"Metadata {key} holds text; name it {key}-bin for bytes.", nameof(name));
        }

        _entries.Add(new(key, Convert.ToBase64String(value).TrimEnd('=')));
    }

    /// <summary>The last text under a name, or null.</summary>
    /// <param name="name">In any case.</param>
    public string? GetText(string name)
    {
        int index = _entries.FindLastIndex(entry => entry.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
        return index < 0 ? null : _entries[index].Value;
    }

    /// <summary>The last bytes under a name, or null if there are none or they are not base64.</summary>
    /// <param name="name">In any case, ending in <c>-bin</c>.</param>
    public byte[]? GetBytes(string name)
    {
        if (GetText(name) is not { } text)
        {
            return null;
        }

        // Senders may pad or not; .NET wants the padding.
        string padded = text.TrimEnd('=');
        padded = padded.PadRight((padded.Length + 3) / 4 * 4, '=');
        byte[] bytes = new byte[padded.Length / 4 * 3];
        return Convert.TryFromBase64String(padded, bytes, out int sizeBytes) ? bytes[..sizeBytes] : null;
    }

    /// <summary>Walks the entries in their order.</summary>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Takes a header off the wire, unless it belongs to HTTP or to gRPC itself.</summary>
    internal void AddReceived(string name, string? value)
    {
        string key = name.ToLowerInvariant();
        if (value is null || IsReserved(key))
        {
            return;
        }

        if (!key.EndsWith(BinarySuffix, StringComparison.Ordinal))
        {
            _entries.Add(new(key, value));
            return;
        }

        // Base64 has no comma, and proxies may join headers of one name by commas.
        foreach (string part in value.Split(',', StringSplitOptions.TrimEntries))
        {
            _entries.Add(new(key, part));
        }
    }

    private static string CheckName(string name)
    {
        string key = name.ToLowerInvariant();
        bool valid = key.Length > 0
            && key.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_' or '-' or '.');
        return valid && !IsReserved(key)
            ? key
            : throw new ArgumentException(
                $"'{name}' cannot name metadata: use letters, digits, '_', '-' and '.', and no name of the protocol.",
                nameof(name));
    }

    private static bool IsReserved(string key) =>
        key.StartsWith(':')
        || key.StartsWith("grpc-", StringComparison.Ordinal)
        || key is "content-type" or "content-length" or "te" or "host" or "connection" or "transfer-encoding";
}

using System.Buffers;
using System.Collections;

namespace Swarm.Nats;

/// <summary>Named lines before a payload. Names keep their case; a name may have several values.</summary>
public sealed class NatsHeaders : IEnumerable<KeyValuePair<string, string>>
{
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\r\n");

    private readonly List<KeyValuePair<string, string>> _fields = [];

    /// <summary>Creates an empty set.</summary>
    public NatsHeaders()
    {
    }

    internal NatsHeaders(int code, string messageText)
    {
        Code = code;
        MessageText = messageText;
    }

    /// <summary>The server's status (such as 503) when the message comes from itself, else 0.</summary>
    public int Code { get; }

    /// <summary>What the server says beside its status.</summary>
    public string MessageText { get; } = "";

    /// <summary>How many lines there are.</summary>
    public int Count => _fields.Count;

    internal List<KeyValuePair<string, string>> Fields => _fields;

    /// <summary>The last value of a name; setting replaces all of them.</summary>
    /// <param name="name">Case matters.</param>
    /// <exception cref="KeyNotFoundException">There is no such name.</exception>
    public string this[string name]
    {
        get => TryGetLastValue(name, out string? value)
            ? value
            : throw new KeyNotFoundException($"there is no header {name}");
        set
        {
            _fields.RemoveAll(field => field.Key == name);
            Add(name, value);
        }
    }

    /// <summary>Adds a line.</summary>
    /// <param name="name">Visible ASCII without a colon.</param>
    /// <param name="value">Any text on one line.</param>
    /// <exception cref="NatsException">A name or value would break the message's lines.</exception>
    public void Add(string name, string value)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExceptInRange('!', '~') || name.Contains(':'))
        {
            throw new NatsException($"a header name is visible ASCII without a colon: \"{name}\"");
        }

        if (value.AsSpan().ContainsAny(LineEnds))
        {
            throw new NatsException($"the value of header {name} has a line end, which would forge other headers");
        }

        AddReceived(name, value);
    }

    /// <summary>The last value of a name, if there is one.</summary>
    /// <param name="name">Case matters.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGetLastValue(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
    {
        int at = _fields.FindLastIndex(field => field.Key == name);
        value = at < 0 ? null : _fields[at].Value;
        return at >= 0;
    }

    /// <summary>All lines, in their order.</summary>
    /// <returns>Name and value of each.</returns>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A line the server sent: nobody can be harmed by it any more.</summary>
    internal void AddReceived(string name, string value) => _fields.Add(new(name, value));
}

using System.Diagnostics.CodeAnalysis;

namespace Swarm.Model;

/// <summary>The name of an agent, unique in its swarm and the same across restarts.</summary>
public readonly record struct AgentId : IComparable<AgentId>
{
    /// <summary>The most characters a name may have.</summary>
    public const int MaxLength = 48;

    private readonly string? _text;

    private AgentId(string text) => _text = text;

    /// <summary>The name as people see it.</summary>
    public string Text => _text ?? "";

    /// <summary>
    /// Reads a name: 1 to 48 of the characters a–z, 0–9, '-' and '_', beginning with a letter or digit.
    /// </summary>
    /// <exception cref="FormatException">The text is no agent name; the message says what is allowed.</exception>
    public static AgentId Parse(string text) =>
        TryParse(text, out AgentId id)
            ? id
            : throw new FormatException(
                $"'{Printable.Of(text)}' is no agent name: use 1 to {MaxLength} of a-z, 0-9, '-' and '_', "
                + "beginning with a letter or digit, and no reserved scheme such as 'file' or 'rsync'.");

    /// <summary>Reads a name if the text is one; see <see cref="Parse"/>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out AgentId id)
    {
        bool valid = Names.IsToken(text, MaxLength) && !DataRef.IsReservedScheme(text!);
        id = valid ? new AgentId(text!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public int CompareTo(AgentId other) => string.CompareOrdinal(Text, other.Text);

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>Whether <paramref name="left"/> sorts before <paramref name="right"/>.</summary>
    public static bool operator <(AgentId left, AgentId right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> sorts after <paramref name="right"/>.</summary>
    public static bool operator >(AgentId left, AgentId right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> sorts before or with <paramref name="right"/>.</summary>
    public static bool operator <=(AgentId left, AgentId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> sorts after or with <paramref name="right"/>.</summary>
    public static bool operator >=(AgentId left, AgentId right) => left.CompareTo(right) >= 0;
}

using System.Diagnostics.CodeAnalysis;

namespace Swarm.Model;

/// <summary>
/// Names one dispatch of a campaign. It is chosen by whoever dispatches and is the idempotency key:
/// the same id with the same body is the same run.
/// </summary>
public readonly record struct CampaignId : IComparable<CampaignId>
{
    /// <summary>The most characters an id may have.</summary>
    public const int MaxLength = 64;

    private readonly string? _text;

    private CampaignId(string text) => _text = text;

    /// <summary>The id as people see it.</summary>
    public string Text => _text ?? "";

    /// <summary>Makes an id that sorts by the time it was made and that nobody else will make.</summary>
    public static CampaignId New() => new(Guid.CreateVersion7().ToString("N"));

    /// <summary>
    /// Reads an id: 1 to 64 of the characters a–z, 0–9, '-' and '_', beginning with a letter or digit.
    /// </summary>
    /// <exception cref="FormatException">The text is no campaign id; the message says what is allowed.</exception>
    public static CampaignId Parse(string text) =>
        TryParse(text, out CampaignId id)
            ? id
            : throw new FormatException(
                $"'{Printable.Of(text)}' is no campaign id: use 1 to {MaxLength} of a-z, 0-9, '-' and '_', "
                + "beginning with a letter or digit.");

    /// <summary>Reads an id if the text is one; see <see cref="Parse"/>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out CampaignId id)
    {
        bool valid = Names.IsToken(text, MaxLength);
        id = valid ? new CampaignId(text!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public int CompareTo(CampaignId other) => string.CompareOrdinal(Text, other.Text);

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>Whether <paramref name="left"/> sorts before <paramref name="right"/>.</summary>
    public static bool operator <(CampaignId left, CampaignId right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> sorts after <paramref name="right"/>.</summary>
    public static bool operator >(CampaignId left, CampaignId right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> sorts before or with <paramref name="right"/>.</summary>
    public static bool operator <=(CampaignId left, CampaignId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> sorts after or with <paramref name="right"/>.</summary>
    public static bool operator >=(CampaignId left, CampaignId right) => left.CompareTo(right) >= 0;
}

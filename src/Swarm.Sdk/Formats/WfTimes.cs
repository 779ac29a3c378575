using System.Globalization;

namespace Swarm.Sdk.Formats;

/// <summary>Times as WfFormat instances write them, which is in several ways.</summary>
internal static class WfTimes
{
    private static readonly string[] s_forms =
    [
        "yyyyMMdd'T'HHmmsszzz", "yyyyMMdd'T'HHmmss'Z'", "yyyyMMdd'T'HHmmss",
        "MM-dd-yy'T'HH:mm:sszzz", "MM-dd-yy'T'HH:mm:ss'Z'", "MM-dd-yy'T'HH:mm:ss",
    ];

    /// <summary>Reads a time; null when it is written in no known way. Without a zone it is UTC.</summary>
    internal static DateTimeOffset? Read(string text)
    {
        const DateTimeStyles Style = DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces;
        CultureInfo plain = CultureInfo.InvariantCulture;
        return DateTimeOffset.TryParseExact(text, s_forms, plain, Style, out DateTimeOffset time)
            || DateTimeOffset.TryParse(text, plain, Style, out time) ? time : null;
    }

    /// <summary>Writes a time as ISO 8601 does, in UTC.</summary>
    internal static string Write(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace Swarm.Cli.Output;

/// <summary>Writes amounts the way people read them.</summary>
internal static class Units
{
    private static readonly string[] s_units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>An amount of bytes, such as <c>1.5 MiB</c>.</summary>
    internal static string Bytes(long sizeBytes)
    {
        double size = sizeBytes;
        int unit = 0;
        while (size >= 1024 && unit < s_units.Length - 1)
        {
            size /= 1024;
            unit++;
        }

        return string.Create(
            CultureInfo.InvariantCulture, $"{(unit == 0 ? size : Math.Round(size, 1))} {s_units[unit]}");
    }

    /// <summary>A length of time, such as <c>250 ms</c>, <c>1.2 s</c> or <c>2:03:04</c>.</summary>
    internal static string Span(TimeSpan span) => span switch
    {
        { TotalMilliseconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMicroseconds:0} µs"),
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s"),
        { TotalHours: < 1 } => span.ToString(@"m\:ss", CultureInfo.InvariantCulture),
        { TotalDays: < 1 } => span.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture),
        _ => span.ToString(@"d\d\ h\:mm", CultureInfo.InvariantCulture),
    };

    /// <summary>A point in time, where the reader is.</summary>
    internal static string Time(DateTimeOffset time) =>
        time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}

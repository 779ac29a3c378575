using System.Globalization;

namespace Swarm.Grpc;

/// <summary>The text of <c>grpc-timeout</c>: at most eight digits and a unit.</summary>
internal static class Deadline
{
    private const long LargestNumber = 99_999_999;

    // Finest first: a duration is written in the finest unit whose number still has eight digits.
    private static readonly (char Unit, long Nanoseconds)[] Units =
    [
        ('n', 1), ('u', 1_000), ('m', 1_000_000), ('S', 1_000_000_000),
        ('M', 60_000_000_000), ('H', 3_600_000_000_000),
    ];

    /// <summary>
    /// The longest wait a .NET timer can hold (about 49 days). A longer deadline is as good as none.
    /// </summary>
    internal static TimeSpan LongestTimer { get; } = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>Writes a duration, rounded up so that the peer never gives up before we do.</summary>
    internal static string Format(TimeSpan timeout)
    {
        Int128 nanoseconds = (Int128)Math.Max(timeout.Ticks, 0) * 100;
        foreach ((char unit, long size) in Units)
        {
            Int128 number = (nanoseconds + size - 1) / size;
            if (number <= LargestNumber)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{(long)number}{unit}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{LargestNumber}H");
    }

    /// <summary>Reads a duration; false if the text is not one.</summary>
    internal static bool TryParse(ReadOnlySpan<char> text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > 9
            || !long.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out long number))
        {
            return false;
        }

        foreach ((char unit, long size) in Units)
        {
            if (unit == text[^1])
            {
                Int128 ticks = ((Int128)number * size + 99) / 100;
                timeout = TimeSpan.FromTicks((long)Int128.Min(ticks, TimeSpan.MaxValue.Ticks));
                return true;
            }
        }

        return false;
    }
}

using System.Globalization;

namespace Swarm.Sdk.Authoring;

/// <summary>What an activity needs, in its author's units.</summary>
internal sealed record NeedsDraft(double Cores, string? Memory, int Gpus)
{
    private static readonly (string Suffix, double Factor)[] s_units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("B", 1),
    ];

    /// <summary>The needs in the model's units, without the memory.</summary>
    /// <exception cref="FormatException">The cores are no number.</exception>
    internal Resources WithoutMemory()
    {
        double milli = Math.Round(Cores * 1000);
        return double.IsFinite(milli) && Math.Abs(milli) <= int.MaxValue
            ? new Resources((int)milli, 0, Gpus)
            : throw new FormatException($"it needs {Cores} cores, which is no amount");
    }

    /// <summary>The same with the memory.</summary>
    /// <exception cref="FormatException">The memory is no size with a unit.</exception>
    internal Resources WithMemory(Resources others) =>
        others with { MemoryBytes = Memory is null ? 0 : BytesOf(Memory) };

    private static long BytesOf(string memory)
    {
        string text = memory.Trim();
        foreach ((string suffix, double factor) in s_units)
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(
                    text[..^suffix.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out double count)
                && double.IsFinite(count) && count * factor < long.MaxValue)
            {
                return (long)(count * factor);
            }
        }

        throw new FormatException($"'{Printable.Of(memory, 40)}' is no amount of memory");
    }
}

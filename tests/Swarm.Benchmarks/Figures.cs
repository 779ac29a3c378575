using System.Globalization;
using System.Text.Json;

namespace Swarm.Benchmarks;

/// <summary>Every figure of a run by its name: printed as it comes, written as flat JSON at the end.</summary>
internal sealed class Figures(TextWriter output)
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    private readonly SortedDictionary<string, double> _values = new(StringComparer.Ordinal);

    internal int Count => _values.Count;

    /// <summary>How many parts could not be measured.</summary>
    internal int Missed { get; private set; }

    /// <summary>Keeps a figure that was printed already.</summary>
    internal void Keep(string name, double value) => _values[name] = value;

    /// <summary>Keeps and prints a figure.</summary>
    internal void Add(string name, double value, string unit)
    {
        Keep(name, value);
        string text = value.ToString(Math.Abs(value) < 100 ? "N2" : "N0", CultureInfo.InvariantCulture);
        output.WriteLine($"  {name,-48} {text,14} {unit}");
    }

    /// <summary>Says that a part could not be measured: its figures are absent, and the run has failed.</summary>
    internal void Miss(string part, string why)
    {
        Missed++;
        output.WriteLine($"  not measured ({part}): {why}");
    }

    /// <summary>Prints a line between figures.</summary>
    internal void Say(string text) => output.WriteLine(text);

    internal string ToJson() => JsonSerializer.Serialize(_values, s_indented) + "\n";

    /// <summary>The value that a share of the sorted values does not exceed.</summary>
    internal static double Quantile(IReadOnlyList<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)Math.Min(sorted.Length - 1, Math.Floor(share * sorted.Length))];
    }

    internal static double Median(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}

using System.Globalization;
using Swarm.Model;

namespace Swarm.Cli.Output;

/// <summary>One value in two tongues: for programs, exact and with its unit in the key, and for people.</summary>
/// <param name="Value">For programs: null, a string, a number, a boolean or a list of strings.</param>
/// <param name="Text">For people.</param>
/// <param name="Tone">What it means.</param>
internal readonly record struct Cell(object? Value, string Text, Tone Tone = Tone.Plain)
{
    /// <summary>A text; control characters in it are shown, never sent to the terminal.</summary>
    internal static Cell Of(string? text, Tone tone = Tone.Plain) => new(text ?? "", Printable.Of(text, 2000), tone);

    /// <summary>A number.</summary>
    internal static Cell Of(long number) => new(number, number.ToString(CultureInfo.InvariantCulture));

    /// <summary>A number that is not worth a look when it is 0.</summary>
    internal static Cell Count(long number) => number == 0 ? new(0L, "-", Tone.Faint) : Of(number);

    /// <summary>A yes or a no.</summary>
    internal static Cell Of(bool value) => new(value, value ? "yes" : "no");

    /// <summary>A list of words.</summary>
    internal static Cell Of(IReadOnlyList<string> words) =>
        new(words, words.Count == 0 ? "-" : string.Join(", ", words.Select(word => Printable.Of(word))));

    /// <summary>A length of time; programs get microseconds.</summary>
    internal static Cell Of(TimeSpan span) => span == TimeSpan.Zero
        ? new(0L, "-", Tone.Faint)
        : new((long)span.TotalMicroseconds, Units.Span(span));

    /// <summary>A point in time; programs get microseconds since 1970.</summary>
    internal static Cell Of(DateTimeOffset? time) => time is not { } at || at == DateTimeOffset.UnixEpoch
        ? new(null, "-", Tone.Faint)
        : new((at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond, Units.Time(at));

    /// <summary>An amount of bytes.</summary>
    internal static Cell Bytes(long sizeBytes) =>
        sizeBytes == 0 ? new(0L, "-", Tone.Faint) : new(sizeBytes, Units.Bytes(sizeBytes));

    /// <summary>Where a campaign or an activity stands.</summary>
    internal static Cell Of(ActivityState state) => new(state.ToString(), state.ToString(), ToneOf(state));

    /// <summary>What an activity needs or an agent offers.</summary>
    internal static Cell Of(Resources amount)
    {
        string memory = amount.MemoryBytes > 0 ? $", {Units.Bytes(amount.MemoryBytes)}" : "";
        string gpus = amount.Gpus > 0 ? $", {amount.Gpus} GPU" : "";
        string text = $"{amount.Cores.ToString("0.###", CultureInfo.InvariantCulture)} cores{memory}{gpus}";
        return new(text, text);
    }

    /// <summary>The tone of a state.</summary>
    internal static Tone ToneOf(ActivityState state) => state switch
    {
        ActivityState.Completed => Tone.Good,
        ActivityState.Failed => Tone.Bad,
        ActivityState.Running or ActivityState.StagingIn or ActivityState.Assigned => Tone.Busy,
        ActivityState.Canceled or ActivityState.Skipped => Tone.Strong,
        _ => Tone.Faint,
    };
}

namespace Swarm.Model;

/// <summary>
/// Counts how often an activity was opened for running, from 1. It is the fence: a result counts only
/// for the attempt that is open when the result is read from the log.
/// </summary>
/// <param name="Number">1 for the first attempt.</param>
public readonly record struct Attempt(int Number) : IComparable<Attempt>
{
    /// <summary>The first attempt.</summary>
    public static Attempt First => new(1);

    /// <summary>The attempt after this one.</summary>
    public Attempt Next => new(Number + 1);

    /// <inheritdoc/>
    public int CompareTo(Attempt other) => Number.CompareTo(other.Number);

    /// <inheritdoc/>
    public override string ToString() => Number.ToString();

    /// <summary>Whether <paramref name="left"/> is an earlier attempt.</summary>
    public static bool operator <(Attempt left, Attempt right) => left.Number < right.Number;

    /// <summary>Whether <paramref name="left"/> is a later attempt.</summary>
    public static bool operator >(Attempt left, Attempt right) => left.Number > right.Number;

    /// <summary>Whether <paramref name="left"/> is no later attempt.</summary>
    public static bool operator <=(Attempt left, Attempt right) => left.Number <= right.Number;

    /// <summary>Whether <paramref name="left"/> is no earlier attempt.</summary>
    public static bool operator >=(Attempt left, Attempt right) => left.Number >= right.Number;
}

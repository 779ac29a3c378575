namespace Swarm.Core;

/// <summary>A moment on one agent's own monotonic clock. Moments of different agents are never compared.</summary>
/// <param name="Micros">Microseconds since the agent started.</param>
public readonly record struct Instant(long Micros) : IComparable<Instant>
{
    /// <inheritdoc/>
    public int CompareTo(Instant other) => Micros.CompareTo(other.Micros);

    /// <summary>The moment some microseconds later.</summary>
    public Instant Plus(long micros) => new(Micros + micros);

    /// <summary>The microseconds from an earlier moment to this one.</summary>
    public long Since(Instant earlier) => Micros - earlier.Micros;

    /// <summary>Whether <paramref name="left"/> is earlier.</summary>
    public static bool operator <(Instant left, Instant right) => left.Micros < right.Micros;

    /// <summary>Whether <paramref name="left"/> is later.</summary>
    public static bool operator >(Instant left, Instant right) => left.Micros > right.Micros;

    /// <summary>Whether <paramref name="left"/> is not later.</summary>
    public static bool operator <=(Instant left, Instant right) => left.Micros <= right.Micros;

    /// <summary>Whether <paramref name="left"/> is not earlier.</summary>
    public static bool operator >=(Instant left, Instant right) => left.Micros >= right.Micros;
}

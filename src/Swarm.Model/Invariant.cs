using System.Diagnostics.CodeAnalysis;

namespace Swarm.Model;

/// <summary>
/// States what must be true of our own code. It stays on in every build: a wrong decision costs more.
/// </summary>
public static class Invariant
{
    /// <summary>Stops the process when the condition does not hold.</summary>
    /// <exception cref="InvariantViolationException">The condition is false: a bug of ours.</exception>
    public static void That([DoesNotReturnIf(false)] bool condition, string truth)
    {
        if (!condition)
        {
            throw new InvariantViolationException(truth);
        }
    }

    /// <summary>Marks a case of a closed family that cannot come.</summary>
    public static InvariantViolationException Unreachable(object? value) =>
        new($"unreachable case {value?.GetType().Name ?? "null"}");
}

using Google.Protobuf;

namespace Swarm.Agent.Wire;

/// <summary>Lets through what may come from outside, and refuses the rest with a word about what it is.</summary>
internal static class Checked
{
    private const int SignatureBytes = 64;

    /// <summary>A part that must be there.</summary>
    /// <exception cref="FormatException">It is missing.</exception>
    internal static T Present<T>(T? part, string what)
        where T : class => part ?? throw new FormatException($"{what} is missing");

    /// <summary>A signature, or none.</summary>
    /// <exception cref="FormatException">It has another length.</exception>
    internal static ReadOnlyMemory<byte> Signature(ByteString wire) =>
        wire.Length is 0 or SignatureBytes
            ? wire.Memory
            : throw new FormatException($"a signature has {wire.Length} bytes, not {SignatureBytes}");

    /// <summary>A number that is not negative.</summary>
    /// <exception cref="FormatException">It is.</exception>
    internal static long Count(long number, string what) =>
        number >= 0 ? number : throw new FormatException($"{what} is {number}");

    /// <summary>A number that is not negative.</summary>
    /// <exception cref="FormatException">It is.</exception>
    internal static int Count(int number, string what) =>
        number >= 0 ? number : throw new FormatException($"{what} is {number}");

    /// <summary>An attempt, from 1.</summary>
    /// <exception cref="FormatException">It is below.</exception>
    internal static Attempt Attempt(int number) =>
        number >= 1 ? new Attempt(number) : throw new FormatException($"an attempt is {number}");

    /// <summary>Columns of one table, which are equally long.</summary>
    /// <exception cref="FormatException">One is shorter or longer.</exception>
    internal static void Columns(int rows, params ReadOnlySpan<int> others)
    {
        foreach (int other in others)
        {
            if (other != rows)
            {
                throw new FormatException($"a column has {other} entries beside one of {rows}");
            }
        }
    }
}

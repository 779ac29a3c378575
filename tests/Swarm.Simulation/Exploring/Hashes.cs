using Swarm.Core;

namespace Swarm.Simulation.Exploring;

/// <summary>Numbers of 64 bits that stand for texts and for sets of them.</summary>
internal static class Hashes
{
    /// <summary>The number of a text: two halves of FNV-1a, mixed.</summary>
    internal static ulong Of(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in text)
        {
            hash = (hash ^ c) * 1099511628211;
        }

        return Rng.Mix(hash + (ulong)text.Length);
    }

    /// <summary>A number for two in order.</summary>
    internal static ulong Join(ulong one, ulong other) => Rng.Mix(one * 0x9E3779B97F4A7C15 + other);
}

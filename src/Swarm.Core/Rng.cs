using System.Numerics;

namespace Swarm.Core;

/// <summary>
/// The only randomness of the core: xoshiro256** (Blackman, Vigna, ACM TOMS 47, 2021), seeded through splitmix64.
/// </summary>
public sealed class Rng
{
    private readonly ulong[] _state = new ulong[4];

    /// <summary>Makes a generator; the same seed gives the same numbers everywhere.</summary>
    public Rng(ulong seed)
    {
        for (int i = 0; i < _state.Length; i++)
        {
            seed += 0x9E3779B97F4A7C15;
            _state[i] = Mix(seed);
        }
    }

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        ulong result = BitOperations.RotateLeft(_state[1] * 5, 7) * 9;
        ulong shifted = _state[1] << 17;
        _state[2] ^= _state[0];
        _state[3] ^= _state[1];
        _state[1] ^= _state[2];
        _state[0] ^= _state[3];
        _state[2] ^= shifted;
        _state[3] = BitOperations.RotateLeft(_state[3], 45);
        return result;
    }

    /// <summary>A number from 0 up to, but not including, the bound.</summary>
    public long Below(long bound) => (long)(Next() % (ulong)bound);

    /// <summary>Thirty-two random bytes.</summary>
    public Digest Nonce()
    {
        CanonicalBytes bytes = new("swarm nonce");
        bytes.Add((long)Next()).Add((long)Next()).Add((long)Next()).Add((long)Next());
        return bytes.Digest();
    }

    /// <summary>Spreads the bits of a number: the finalizer of splitmix64.</summary>
    internal static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}

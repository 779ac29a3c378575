namespace Microscopy;

/// <summary>
/// Random numbers that are the same for the same seed on every machine and runtime (SplitMix64: Steele, Lea and
/// Flood, "Fast splittable pseudorandom number generators", 2014).
/// </summary>
internal sealed class Rng(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A stream of its own for each item, so that adding an item leaves the others as they were.</summary>
    public static Rng For(int seed, int item) => new(new Rng((ulong)seed).Next() + (ulong)item);

    /// <summary>A number from 0 up to, but not including, 1.</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number from <paramref name="least"/> up to <paramref name="most"/>.</summary>
    public double Between(double least, double most) => least + ((most - least) * Uniform());

    /// <summary>A whole number from 0 up to, but not including, <paramref name="bound"/>.</summary>
    public int Below(int bound) => (int)(Uniform() * bound);

    /// <summary>A number of the normal distribution with mean 0 and deviation 1 (Box and Muller).</summary>
    public double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    /// <summary>A count of independent arrivals of which <paramref name="mean"/> are expected (Knuth).</summary>
    public int Poisson(double mean)
    {
        double limit = Math.Exp(-mean);
        int count = 0;
        for (double product = Uniform(); product > limit; product *= Uniform())
        {
            count++;
        }

        return count;
    }

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}

namespace Microscopy;

/// <summary>
/// A scanning electron microscope: blurs atoms to spots on an uneven ground, counts few electrons, reads them out with
/// noise, and starts each scan line a little off its place.
/// </summary>
internal static class Microscope
{
    private const double SpotPixels = 2.3;
    private const double ElectronsAtFullBrightness = 6;
    private const double ReadoutNoise = 0.04;
    private const double LineJitterPixels = 0.3;
    private const double WhiteLevel = 2.0;

    /// <summary>Takes one picture.</summary>
    public static GreyImage Photograph(IReadOnlyList<Atom> atoms, int sizePixels, Rng rng)
    {
        double[] brightness = Ground(sizePixels, rng);
        double[] jitter = [.. Enumerable.Range(0, sizePixels).Select(_ => LineJitterPixels * rng.Normal())];
        foreach (Atom atom in atoms)
        {
            AddSpot(brightness, sizePixels, atom, jitter);
        }

        byte[] pixels = new byte[brightness.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            double counted = rng.Poisson(brightness[i] * ElectronsAtFullBrightness) / ElectronsAtFullBrightness;
            double read = counted + (ReadoutNoise * rng.Normal());
            pixels[i] = (byte)Math.Clamp(Math.Round(read / WhiteLevel * 255), 0, 255);
        }

        return new GreyImage(sizePixels, pixels);
    }

    private static double[] Ground(int sizePixels, Rng rng)
    {
        double level = rng.Between(0.2, 0.35);
        double slopeX = rng.Between(-0.15, 0.15);
        double slopeY = rng.Between(-0.15, 0.15);
        double[] ground = new double[sizePixels * sizePixels];
        for (int i = 0; i < ground.Length; i++)
        {
            double x = ((double)(i % sizePixels) / sizePixels) - 0.5;
            double y = ((double)(i / sizePixels) / sizePixels) - 0.5;
            ground[i] = level + (slopeX * x) + (slopeY * y);
        }

        return ground;
    }

    private static void AddSpot(double[] brightness, int sizePixels, Atom atom, double[] jitter)
    {
        int reach = (int)Math.Ceiling(4 * SpotPixels);
        int left = Math.Max(0, (int)atom.X - reach), right = Math.Min(sizePixels - 1, (int)atom.X + reach);
        int top = Math.Max(0, (int)atom.Y - reach), bottom = Math.Min(sizePixels - 1, (int)atom.Y + reach);
        for (int y = top; y <= bottom; y++)
        {
            for (int x = left; x <= right; x++)
            {
                double distance = new Point(x + jitter[y], y).DistanceTo(atom.At) / SpotPixels;
                brightness[(y * sizePixels) + x] += BrightnessOf(atom.Kind) * Math.Exp(-0.5 * distance * distance);
            }
        }
    }

    private static double BrightnessOf(AtomKind kind) => kind switch
    {
        AtomKind.Heavy => 0.9,
        AtomKind.Light => 0.45,
        _ => 1.3,
    };
}

namespace Microscopy;

/// <summary>A square field of numbers over the pixels of a picture.</summary>
internal sealed record Plane(int SizePixels, double[] Values)
{
    private const double GroundSigmaPixels = 14;

    /// <summary>The value at a pixel.</summary>
    public double this[int x, int y] => Values[(y * SizePixels) + x];

    /// <summary>
    /// A picture made ready for a detector: smoothed, its uneven ground removed, and scaled to deviation 1.
    /// </summary>
    public static Plane Prepare(GreyImage image, double sigmaPixels)
    {
        Plane raw = new(image.SizePixels, [.. image.Pixels.Select(p => (double)p)]);
        double[] smooth = raw.Blur(sigmaPixels).Values;
        double[] ground = raw.Blur(GroundSigmaPixels).Values;
        double[] flat = [.. smooth.Zip(ground, (s, g) => s - g)];
        double deviation = Math.Sqrt(flat.Sum(v => v * v) / flat.Length) + 1e-9;
        return new Plane(image.SizePixels, [.. flat.Select(v => v / deviation)]);
    }

    /// <summary>Copies the square patch around a pixel, row by row.</summary>
    public void CopyPatch(int x, int y, int radiusPixels, Span<double> patch)
    {
        int side = DetectorModel.SideOf(radiusPixels);
        for (int row = 0; row < side; row++)
        {
            int start = ((y - radiusPixels + row) * SizePixels) + x - radiusPixels;
            Values.AsSpan(start, side).CopyTo(patch[(row * side)..]);
        }
    }

    private Plane Blur(double sigmaPixels)
    {
        int reach = (int)Math.Ceiling(3 * sigmaPixels);
        double[] bell = [.. Enumerable.Range(-reach, DetectorModel.SideOf(reach))
            .Select(d => Math.Exp(-0.5 * d * d / (sigmaPixels * sigmaPixels)))];
        double sum = bell.Sum();
        double[] kernel = [.. bell.Select(v => v / sum)];
        return BlurRowsAndTurn(kernel).BlurRowsAndTurn(kernel);
    }

    // A Gaussian is separable: blurring the rows and turning the plane, twice, blurs both ways and turns it back.
    private Plane BlurRowsAndTurn(double[] kernel)
    {
        int reach = kernel.Length / 2;
        double[] turned = new double[Values.Length];
        for (int y = 0; y < SizePixels; y++)
        {
            for (int x = 0; x < SizePixels; x++)
            {
                double sum = 0;
                for (int k = 0; k < kernel.Length; k++)
                {
                    sum += kernel[k] * this[Math.Clamp(x + k - reach, 0, SizePixels - 1), y];
                }

                turned[(x * SizePixels) + y] = sum;
            }
        }

        return new Plane(SizePixels, turned);
    }
}

namespace Microscopy;

/// <summary>Finds the atoms of a picture with a fitted model.</summary>
internal static class Detector
{
    private const int ApartPixels = 4;

    /// <summary>Where the model sees atoms, to a fraction of a pixel, in reading order.</summary>
    public static List<Point> Find(Plane prepared, DetectorModel model)
    {
        Plane evidence = Weigh(prepared, model);
        double least = Math.Log(model.Threshold / (1 - model.Threshold));
        int border = model.RadiusPixels + ApartPixels;
        List<Point> found = [];
        for (int y = border; y < prepared.SizePixels - border; y++)
        {
            for (int x = border; x < prepared.SizePixels - border; x++)
            {
                if (evidence[x, y] >= least && IsPeak(evidence, x, y))
                {
                    found.Add(Refine(evidence, x, y));
                }
            }
        }

        return found;
    }

    // The log-odds of an atom at each pixel: the patch around it, weighted.
    private static Plane Weigh(Plane prepared, DetectorModel model)
    {
        int size = prepared.SizePixels, radius = model.RadiusPixels;
        double[] evidence = new double[prepared.Values.Length];
        double[] patch = new double[model.Weights.Length];
        for (int y = radius; y < size - radius; y++)
        {
            for (int x = radius; x < size - radius; x++)
            {
                prepared.CopyPatch(x, y, radius, patch);
                evidence[(y * size) + x] = LogisticFit.LogOdds(patch, model.Weights, model.Bias);
            }
        }

        return new Plane(size, evidence);
    }

    private static bool IsPeak(Plane evidence, int x, int y)
    {
        for (int dy = -ApartPixels; dy <= ApartPixels; dy++)
        {
            for (int dx = -ApartPixels; dx <= ApartPixels; dx++)
            {
                // Of equal neighbours the first in reading order is the peak.
                bool isEarlier = dy < 0 || (dy == 0 && dx < 0);
                double other = evidence[x + dx, y + dy];
                if (other > evidence[x, y] || (isEarlier && other == evidence[x, y]))
                {
                    return false;
                }
            }
        }

        return true;
    }

    // The top of the parabola through a peak and its two neighbours, each way.
    private static Point Refine(Plane evidence, int x, int y)
    {
        double here = evidence[x, y];
        return new Point(
            x + Top(evidence[x - 1, y], here, evidence[x + 1, y]),
            y + Top(evidence[x, y - 1], here, evidence[x, y + 1]));

        static double Top(double before, double peak, double after)
        {
            double curvature = before - (2 * peak) + after;
            return curvature < 0 ? Math.Clamp(0.5 * (before - after) / curvature, -0.5, 0.5) : 0;
        }
    }
}

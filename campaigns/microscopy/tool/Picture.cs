namespace Microscopy;

/// <summary>A square colour picture, three bytes a pixel, and how detections are drawn in it.</summary>
internal sealed record Picture(int SizePixels, byte[] Rgb)
{
    private const int Enlarged = 3;
    private const double RingPixels = 9;
    private const double LinePixels = 1.6;

    private static readonly byte[] Found = [64, 220, 120];
    private static readonly byte[] Missed = [255, 70, 70];
    private static readonly byte[] False = [255, 190, 40];

    /// <summary>A picture enlarged, with rings round atoms: green found, red missed, amber false.</summary>
    public static Picture OfDetections(GreyImage image, Matching matching)
    {
        Picture picture = Enlarge(image);
        picture.DrawRings(matching.Pairs.Select(p => p.Found), Found);
        picture.DrawRings(matching.Missed, Missed);
        picture.DrawRings(matching.False, False);
        return picture;
    }

    private static Picture Enlarge(GreyImage image)
    {
        int size = image.SizePixels * Enlarged;
        byte[] rgb = new byte[size * size * 3];
        for (int i = 0; i < size * size; i++)
        {
            byte grey = image.Pixels[(i / size / Enlarged * image.SizePixels) + (i % size / Enlarged)];
            rgb.AsSpan(i * 3, 3).Fill(grey);
        }

        return new Picture(size, rgb);
    }

    private void DrawRings(IEnumerable<Point> places, byte[] colour)
    {
        const int reach = (int)(RingPixels + LinePixels) + 1;
        foreach (Point place in places)
        {
            Point centre = new(((place.X + 0.5) * Enlarged) - 0.5, ((place.Y + 0.5) * Enlarged) - 0.5);
            int left = Math.Max(0, (int)centre.X - reach), right = Math.Min(SizePixels - 1, (int)centre.X + reach);
            int top = Math.Max(0, (int)centre.Y - reach), bottom = Math.Min(SizePixels - 1, (int)centre.Y + reach);
            for (int y = top; y <= bottom; y++)
            {
                for (int x = left; x <= right; x++)
                {
                    double off = Math.Abs(new Point(x, y).DistanceTo(centre) - RingPixels);
                    Blend(((y * SizePixels) + x) * 3, colour, Math.Clamp(LinePixels - off, 0, 1));
                }
            }
        }
    }

    private void Blend(int start, byte[] colour, double share)
    {
        for (int c = 0; c < 3; c++)
        {
            Rgb[start + c] = (byte)Math.Round((Rgb[start + c] * (1 - share)) + (colour[c] * share));
        }
    }
}

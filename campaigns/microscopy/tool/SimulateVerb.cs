namespace Microscopy;

/// <summary>Makes pictures of crystals, and a file that tells what they show.</summary>
internal static class SimulateVerb
{
    /// <summary>The options it knows.</summary>
    public static readonly string[] Options = ["--seed", "--count", "--size", "--out"];

    /// <summary>Writes the pictures and their truth to a folder.</summary>
    public static void Run(Arguments arguments)
    {
        int seed = arguments.Number("--seed", 7, (0, int.MaxValue));
        int count = arguments.Number("--count", 8, (2, 1000));
        int sizePixels = arguments.Number("--size", 256, (64, 4096));
        string folder = arguments.Text("--out");
        Directory.CreateDirectory(folder);

        PictureTruth[] pictures =
            [.. Enumerable.Range(0, count).Select(i => Take(folder, i, sizePixels, Rng.For(seed, i)))];
        Json.Write(Path.Combine(folder, Truth.FileName), new Truth(seed, sizePixels, pictures), Json.Default.Truth);
        Console.WriteLine(
            $"{count} pictures of {sizePixels} x {sizePixels} pixels, {pictures.Sum(p => p.Atoms.Count)} atoms, "
            + $"{pictures.Sum(p => p.Vacancies.Count)} vacancies");
    }

    private static PictureTruth Take(string folder, int number, int sizePixels, Rng rng)
    {
        string file = $"picture-{number:000}.pgm";
        (List<Atom> atoms, List<Point> vacancies) = Crystal.Grow(sizePixels, rng);
        Microscope.Photograph(atoms, sizePixels, rng).Write(Path.Combine(folder, file));
        return new PictureTruth(file, atoms, vacancies);
    }
}

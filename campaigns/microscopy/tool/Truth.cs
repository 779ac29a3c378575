namespace Microscopy;

/// <summary>What a simulated picture really shows: its atoms, and the sites where one is missing.</summary>
internal sealed record PictureTruth(string File, IReadOnlyList<Atom> Atoms, IReadOnlyList<Point> Vacancies);

/// <summary>What a folder of simulated pictures really shows, and how it was made.</summary>
internal sealed record Truth(int Seed, int SizePixels, IReadOnlyList<PictureTruth> Pictures)
{
    /// <summary>The name of the file that holds it, beside the pictures.</summary>
    public const string FileName = "truth.json";
}

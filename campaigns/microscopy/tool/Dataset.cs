namespace Microscopy;

/// <summary>One picture together with what it really shows.</summary>
internal sealed record Sample(GreyImage Image, PictureTruth Truth);

/// <summary>A folder of pictures, halved: detectors learn from one half and are examined on the other.</summary>
internal static class Dataset
{
    /// <summary>The half that detectors learn from.</summary>
    public static IReadOnlyList<Sample> Training(string folder) => Load(folder, all => all[..(all.Length / 2)]);

    /// <summary>The half that no detector has seen.</summary>
    public static IReadOnlyList<Sample> HeldOut(string folder) => Load(folder, all => all[(all.Length / 2)..]);

    private static Sample[] Load(string folder, Func<PictureTruth[], PictureTruth[]> half)
    {
        Truth truth = Json.Read(Path.Combine(folder, Truth.FileName), Json.Default.Truth);
        return [.. half([.. truth.Pictures]).Select(p => new Sample(GreyImage.Read(Path.Combine(folder, p.File)), p))];
    }
}

namespace Microscopy;

/// <summary>
/// A fitted detector: how far a picture is smoothed, the weights of a square patch of it, and the probability from
/// which the centre of a patch counts as an atom.
/// </summary>
internal sealed record DetectorModel(double SigmaPixels, double Threshold, int RadiusPixels, double[] Weights)
{
    /// <summary>What is added to the weighted patch.</summary>
    public required double Bias { get; init; }

    /// <summary>Mean cross-entropy on the training half after the fit.</summary>
    public required double FitLoss { get; init; }

    /// <summary>How many patches it was fitted on.</summary>
    public required int Patches { get; init; }

    /// <summary>The side of the patch, in pixels.</summary>
    public static int SideOf(int radiusPixels) => (2 * radiusPixels) + 1;
}

namespace Microscopy;

/// <summary>
/// Fits one detector on the training half. First on atoms against random ground; then once more with the places it took
/// for atoms by mistake, which is where it has most to learn.
/// </summary>
internal static class TrainVerb
{
    /// <summary>The options it knows.</summary>
    public static readonly string[] Options = ["--images", "--sigma", "--threshold", "--radius", "--steps", "--out"];

    private const int GroundPatchesPerAtom = 2;
    private const int GroundSeed = 1;

    /// <summary>Writes the fitted model to a file.</summary>
    public static void Run(Arguments arguments)
    {
        double sigmaPixels = arguments.Number("--sigma", 1.0, (0.3, 10.0));
        double threshold = arguments.Number("--threshold", 0.5, (0.01, 0.99));
        int radiusPixels = arguments.Number("--radius", 4, (1, 12));
        int steps = arguments.Number("--steps", 250, (1, 100_000));
        IReadOnlyList<Sample> samples = Dataset.Training(arguments.Text("--images"));
        Plane[] planes = [.. samples.Select(s => Plane.Prepare(s.Image, sigmaPixels))];

        var patches = new PatchSet(radiusPixels);
        (int atoms, int ground) = AddAtomsAndGround(patches, samples, planes);
        var fit = new LogisticFit(DetectorModel.SideOf(radiusPixels) * DetectorModel.SideOf(radiusPixels));
        double loss = fit.Descend(patches, steps);
        int mistakes = AddMistakes(patches, samples, planes, Model());
        loss = fit.Descend(patches, steps);

        DetectorModel model = Model();
        Json.Write(arguments.Text("--out"), model, Json.Default.DetectorModel);
        Console.WriteLine(
            $"sigma {sigmaPixels} threshold {threshold}: loss {model.FitLoss:F4} on {atoms} atoms, {ground} patches of "
            + $"ground and {mistakes} mistakes of the first fit");

        // Rounded, so that a last bit that differs between machines does not make another file.
        DetectorModel Model() =>
            new(sigmaPixels, threshold, radiusPixels, [.. fit.Weights.Select(w => Math.Round(w, 6))])
            {
                Bias = Math.Round(fit.Bias, 6),
                FitLoss = Math.Round(loss, 6),
                Patches = patches.Count,
            };
    }

    private static (int Atoms, int Ground) AddAtomsAndGround(
        PatchSet patches, IReadOnlyList<Sample> samples, Plane[] planes)
    {
        int atoms = 0, ground = 0;
        for (int i = 0; i < planes.Length; i++)
        {
            var rng = Rng.For(GroundSeed, i);
            foreach (Atom atom in samples[i].Truth.Atoms)
            {
                atoms += patches.TryAdd(planes[i], atom.At, isAtom: true) ? 1 : 0;
                for (int n = 0; n < GroundPatchesPerAtom; n++)
                {
                    Point place = new(rng.Below(planes[i].SizePixels), rng.Below(planes[i].SizePixels));
                    bool isGround = !Matching.IsNearAny(samples[i].Truth.Atoms, place);
                    ground += isGround && patches.TryAdd(planes[i], place, isAtom: false) ? 1 : 0;
                }
            }
        }

        return (atoms, ground);
    }

    private static int AddMistakes(
        PatchSet patches, IReadOnlyList<Sample> samples, Plane[] planes, DetectorModel model)
    {
        int mistakes = 0;
        for (int i = 0; i < planes.Length; i++)
        {
            foreach (Point found in Detector.Find(planes[i], model))
            {
                bool isMistake = !Matching.IsNearAny(samples[i].Truth.Atoms, found);
                mistakes += isMistake && patches.TryAdd(planes[i], found, isAtom: false) ? 1 : 0;
            }
        }

        return mistakes;
    }
}

namespace Microscopy;

/// <summary>Examines detectors on the held-out half, and keeps the best with a picture of what it sees.</summary>
internal static class SelectVerb
{
    /// <summary>The options it knows.</summary>
    public static readonly string[] Options = ["--models", "--images", "--metric", "--out"];

    /// <summary>Writes <c>best.json</c>, <c>scores.csv</c> and <c>detections.png</c> to a folder.</summary>
    public static void Run(Arguments arguments)
    {
        string metric = arguments.Text("--metric", "loss_2");
        string folder = arguments.Text("--out");
        IReadOnlyList<Sample> samples = Dataset.HeldOut(arguments.Text("--images"));
        Verdict[] ranking = [.. ModelFiles(arguments.All("--models"))
            .Select(file => Examine(file, metric, samples))
            .OrderBy(v => v.Scores.By(metric))
            .ThenBy(v => v.Model, StringComparer.Ordinal)];

        Directory.CreateDirectory(folder);
        Verdict best = ranking[0];
        Json.Write(Path.Combine(folder, "best.json"), best, Json.Default.Verdict);
        File.WriteAllText(Path.Combine(folder, "scores.csv"), Table(ranking));
        Matching first = Judge(samples[0], best.Detector);
        Png.Write(Path.Combine(folder, "detections.png"), Picture.OfDetections(samples[0].Image, first));
        Console.WriteLine(
            $"best of {ranking.Length}: {best.Model} with {metric} {best.Scores.By(metric)}, "
            + $"precision {best.Scores.Precision:P1}, recall {best.Scores.Recall:P1}");
    }

    // A folder stands for the model-*.json files in it.
    private static string[] ModelFiles(IReadOnlyList<string> paths)
    {
        string[] files = [.. paths
            .SelectMany(path => Directory.Exists(path) ? Directory.GetFiles(path, "model-*.json") : [path])
            .Order(StringComparer.Ordinal)];
        return files.Length > 0
            ? files
            : throw new InvalidDataException($"no model-*.json in {string.Join(' ', paths)}: train some first");
    }

    private static Verdict Examine(string file, string metric, IReadOnlyList<Sample> samples)
    {
        DetectorModel model = Json.Read(file, Json.Default.DetectorModel);
        Scores scores = Scores.Of([.. samples.Select(s => Judge(s, model))]);
        return new Verdict(Path.GetFileNameWithoutExtension(file), metric, scores, model);
    }

    private static Matching Judge(Sample sample, DetectorModel model) =>
        Matching.Of(
            sample.Truth.Atoms,
            Detector.Find(Plane.Prepare(sample.Image, model.SigmaPixels), model),
            sample.Image.SizePixels);

    private static string Table(IEnumerable<Verdict> ranking)
    {
        IEnumerable<string> rows = ranking.Select(v => string.Join(
            ',',
            v.Model,
            $"{v.Detector.SigmaPixels},{v.Detector.Threshold},{v.Detector.FitLoss}",
            $"{v.Scores.Precision},{v.Scores.Recall},{v.Scores.F1}",
            $"{v.Scores.Loss1},{v.Scores.Loss2}"));
        const string title = "model,sigma,threshold,fit_loss,precision,recall,f1,loss_1,loss_2";
        return string.Join('\n', [title, .. rows, string.Empty]);
    }
}

namespace Microscopy;

/// <summary>How well a detector did on pictures it had not seen. Each number is rounded to six places.</summary>
/// <param name="Precision">The share of finds that are atoms.</param>
/// <param name="Recall">The share of atoms that were found.</param>
/// <param name="F1">The harmonic mean of the two.</param>
/// <param name="Loss1">The mean distance of finds from their atoms, in pixels; see <see cref="Of"/>.</param>
/// <param name="Loss2">The same with squares, which makes one bad miss weigh more than two small ones.</param>
internal sealed record Scores(double Precision, double Recall, double F1, double Loss1, double Loss2)
{
    /// <summary>
    /// Scores over all pictures together. The losses charge a missed atom and a false one as much as the worst find:
    /// the optimal sub-pattern assignment metric of order 1 and 2 (Schuhmacher, Vo and Vo, 2008), per atom found,
    /// missed or false.
    /// </summary>
    public static Scores Of(IReadOnlyList<Matching> matchings)
    {
        double[] distances = [.. matchings.SelectMany(m => m.Pairs).Select(p => p.Atom.DistanceTo(p.Found))];
        double hits = distances.Length;
        double missed = matchings.Sum(m => m.Missed.Count), wrong = matchings.Sum(m => m.False.Count);
        double charged = missed + wrong, all = hits + charged;
        double loss1 = (distances.Sum() + (charged * Matching.ReachPixels)) / all;
        double squares = distances.Sum(d => d * d) + (charged * Matching.ReachPixels * Matching.ReachPixels);
        return new Scores(
            Share(hits, hits + wrong),
            Share(hits, hits + missed),
            Share(2 * hits, (2 * hits) + charged),
            Math.Round(loss1, 6),
            Math.Round(Math.Sqrt(squares / all), 6));
    }

    /// <summary>The number that the best detector has least of, by its name on the command line.</summary>
    public double By(string metric) => metric switch
    {
        "loss_1" => Loss1,
        "loss_2" => Loss2,
        _ => throw new UsageException($"--metric takes loss_1 or loss_2, not '{metric}'"),
    };

    private static double Share(double part, double whole) => whole > 0 ? Math.Round(part / whole, 6) : 0;
}

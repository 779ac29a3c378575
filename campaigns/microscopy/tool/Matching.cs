namespace Microscopy;

/// <summary>What became of the atoms of a picture, and of what a detector took for atoms.</summary>
internal sealed record Matching(
    IReadOnlyList<(Point Atom, Point Found)> Pairs, IReadOnlyList<Point> Missed, IReadOnlyList<Point> False)
{
    /// <summary>How far a find may be from its atom, in pixels: under half the way to the next atom.</summary>
    public const double ReachPixels = 3.5;

    // Nobody is blamed for what lies so near the edge that it is seen in part only.
    private const double EdgePixels = 14;

    /// <summary>Whether an atom lies within reach of a place.</summary>
    public static bool IsNearAny(IReadOnlyList<Atom> atoms, Point place) =>
        atoms.Any(a => a.At.DistanceTo(place) <= ReachPixels);

    /// <summary>Pairs finds with atoms, the closest pair first; each is used once.</summary>
    public static Matching Of(IReadOnlyList<Atom> atoms, IReadOnlyList<Point> found, int sizePixels)
    {
        var closestFirst =
            from a in Enumerable.Range(0, atoms.Count)
            from f in Enumerable.Range(0, found.Count)
            where Math.Abs(atoms[a].X - found[f].X) <= ReachPixels
            let distance = atoms[a].At.DistanceTo(found[f])
            where distance <= ReachPixels
            orderby distance, a, f
            select (Atom: a, Find: f);

        var findOf = new Dictionary<int, int>();
        var used = new HashSet<int>();
        foreach ((int atom, int find) in closestFirst)
        {
            if (!used.Contains(find) && findOf.TryAdd(atom, find))
            {
                used.Add(find);
            }
        }

        return new Matching(
            [.. findOf.OrderBy(p => p.Key).Select(p => (atoms[p.Key].At, found[p.Value])).Where(p => IsJudged(p.At))],
            [.. atoms.Where((_, a) => !findOf.ContainsKey(a)).Select(a => a.At).Where(IsJudged)],
            [.. found.Where((_, f) => !used.Contains(f)).Where(IsJudged)]);

        bool IsJudged(Point place) =>
            Math.Min(place.X, place.Y) >= EdgePixels && Math.Max(place.X, place.Y) <= sizePixels - 1 - EdgePixels;
    }
}

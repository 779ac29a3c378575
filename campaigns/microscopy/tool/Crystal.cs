namespace Microscopy;

/// <summary>
/// Grows one sheet of a honeycomb crystal of two elements (like boron nitride), turned and shifted at random, with
/// vacancies and foreign atoms.
/// </summary>
internal static class Crystal
{
    private const double CellPixels = 18;
    private const double VacancyShare = 0.04;
    private const double SubstitutionShare = 0.03;
    private const double ShakePixels = 0.35;

    /// <summary>The atoms and vacancies of a sheet that covers a picture of this size.</summary>
    public static (List<Atom> Atoms, List<Point> Vacancies) Grow(int sizePixels, Rng rng)
    {
        List<Atom> atoms = [];
        List<Point> vacancies = [];
        foreach ((Point site, AtomKind kind) in Sites(sizePixels, rng))
        {
            double fate = rng.Uniform();
            double x = Math.Round(site.X + (ShakePixels * rng.Normal()), 3);
            double y = Math.Round(site.Y + (ShakePixels * rng.Normal()), 3);
            if (fate < VacancyShare)
            {
                vacancies.Add(new Point(x, y));
            }
            else
            {
                bool isForeign = fate < VacancyShare + SubstitutionShare;
                atoms.Add(new Atom(x, y, isForeign ? AtomKind.Substitution : kind));
            }
        }

        return (atoms, vacancies);
    }

    private static IEnumerable<(Point Site, AtomKind Kind)> Sites(int sizePixels, Rng rng)
    {
        double angle = rng.Between(0, Math.PI / 3);
        Point a = new(CellPixels * Math.Cos(angle), CellPixels * Math.Sin(angle));
        Point b = new(CellPixels * Math.Cos(angle + (Math.PI / 3)), CellPixels * Math.Sin(angle + (Math.PI / 3)));
        double middle = sizePixels / 2.0;
        Point origin = new(middle + rng.Between(0, CellPixels), middle + rng.Between(0, CellPixels));
        int reach = (int)(sizePixels / CellPixels * 1.5) + 2;

        for (int i = -reach; i <= reach; i++)
        {
            for (int j = -reach; j <= reach; j++)
            {
                // The second element sits on the centre of every other triangle of the first one's lattice.
                Point heavy = new(origin.X + (i * a.X) + (j * b.X), origin.Y + (i * a.Y) + (j * b.Y));
                Point light = new(heavy.X + ((a.X + b.X) / 3), heavy.Y + ((a.Y + b.Y) / 3));
                if (IsInside(heavy, sizePixels))
                {
                    yield return (heavy, AtomKind.Heavy);
                }

                if (IsInside(light, sizePixels))
                {
                    yield return (light, AtomKind.Light);
                }
            }
        }
    }

    private static bool IsInside(Point site, int sizePixels) =>
        site.X >= 0 && site.Y >= 0 && site.X <= sizePixels - 1 && site.Y <= sizePixels - 1;
}

using System.Text.Json.Serialization;

namespace Microscopy;

/// <summary>A place in a picture, in pixels from the centre of the top left one.</summary>
internal readonly record struct Point(double X, double Y)
{
    /// <summary>How far another place is, in pixels.</summary>
    public double DistanceTo(Point other) =>
        Math.Sqrt(((X - other.X) * (X - other.X)) + ((Y - other.Y) * (Y - other.Y)));
}

/// <summary>What sits on a site of the crystal.</summary>
internal enum AtomKind
{
    /// <summary>The heavier of the crystal's two elements.</summary>
    Heavy,

    /// <summary>The lighter of the crystal's two elements.</summary>
    Light,

    /// <summary>A foreign element: a defect.</summary>
    Substitution,
}

/// <summary>An atom and where it is.</summary>
internal readonly record struct Atom(double X, double Y, AtomKind Kind)
{
    /// <summary>Where the atom is.</summary>
    [JsonIgnore]
    public Point At => new(X, Y);
}

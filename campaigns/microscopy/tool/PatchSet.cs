using System.Runtime.InteropServices;

namespace Microscopy;

/// <summary>The patches a detector is fitted on, one after the other in memory, each with its answer.</summary>
internal sealed class PatchSet(int radiusPixels)
{
    private readonly int _length = DetectorModel.SideOf(radiusPixels) * DetectorModel.SideOf(radiusPixels);
    private readonly List<double> _values = [];
    private readonly List<bool> _isAtom = [];
    private double _squareSum;

    /// <summary>How many patches there are.</summary>
    public int Count => _isAtom.Count;

    /// <summary>The mean over the patches of the sum of their squares, which scales the steps of a fit.</summary>
    public double MeanSquare => _squareSum / Count;

    /// <summary>One patch.</summary>
    public ReadOnlySpan<double> this[int number] =>
        CollectionsMarshal.AsSpan(_values).Slice(number * _length, _length);

    /// <summary>Whether a patch shows an atom at its centre.</summary>
    public bool IsAtom(int number) => _isAtom[number];

    /// <summary>Adds the patch around the pixel nearest to a place, if it lies within the picture.</summary>
    public bool TryAdd(Plane plane, Point at, bool isAtom)
    {
        int x = (int)Math.Round(at.X), y = (int)Math.Round(at.Y);
        if (Math.Min(x, y) < radiusPixels || Math.Max(x, y) >= plane.SizePixels - radiusPixels)
        {
            return false;
        }

        int start = _values.Count;
        CollectionsMarshal.SetCount(_values, start + _length);
        Span<double> patch = CollectionsMarshal.AsSpan(_values)[start..];
        plane.CopyPatch(x, y, radiusPixels, patch);
        _isAtom.Add(isAtom);
        foreach (double value in patch)
        {
            _squareSum += value * value;
        }

        return true;
    }
}

using FsCheck;
using FsCheck.Fluent;

namespace Swarm.UnitTests.Wire;

/// <summary>Generators of bytes that were cut, flipped, doubled or never right.</summary>
internal static class Damage
{
    /// <summary>Bytes that are most likely not what they were.</summary>
    internal static Gen<byte[]> To(Gen<byte[]> good) => Gen.OneOf(
        from bytes in good
        from at in Gen.Choose(0, int.MaxValue)
        select bytes[..(at % (bytes.Length + 1))],
        from bytes in good
        from flips in Gen.Choose(0, int.MaxValue).ArrayOf()
        select Flipped(bytes, flips),
        from bytes in good
        from other in good
        from at in Gen.Choose(0, int.MaxValue).Two()
        select (byte[])[.. bytes[..(at.Item1 % (bytes.Length + 1))], .. other[(at.Item2 % (other.Length + 1))..]],
        Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf());

    private static byte[] Flipped(byte[] bytes, int[] flips)
    {
        byte[] copy = [.. bytes];
        foreach (int flip in flips.Where(_ => copy.Length > 0))
        {
            copy[flip / 8 % copy.Length] ^= (byte)(1 << (flip % 8));
        }

        return copy;
    }
}

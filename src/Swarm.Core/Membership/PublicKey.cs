namespace Swarm.Core.Membership;

/// <summary>
/// By what an agent's signatures are checked: a point of the curve P-256. The core carries and compares it, and leaves
/// its use to the hands.
/// </summary>
public sealed class PublicKey : IEquatable<PublicKey>
{
    /// <summary>The length of a key in bytes: 4, then the point's two coordinates.</summary>
    public const int SizeBytes = 65;

    private const byte Uncompressed = 4;

    private readonly byte[] _bytes;

    /// <summary>Takes over an uncompressed point: 4, X, Y. Whether it lies on the curve is not looked at.</summary>
    /// <exception cref="ArgumentException">It has another length or begins otherwise.</exception>
    public PublicKey(ReadOnlySpan<byte> point)
    {
        if (point.Length != SizeBytes || point[0] != Uncompressed)
        {
            throw new ArgumentException($"a public key has {SizeBytes} bytes, the first is 4", nameof(point));
        }

        _bytes = point.ToArray();
    }

    /// <summary>The bytes: 4, X, Y.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>A digest of it, for people to compare.</summary>
    public Digest Fingerprint => Digest.Of(_bytes);

    /// <inheritdoc/>
    public bool Equals(PublicKey? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PublicKey);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(_bytes, SizeBytes - sizeof(int));

    /// <summary>The first digits of its fingerprint.</summary>
    public override string ToString() => Fingerprint.Short;
}

using System.Security.Cryptography;

namespace Swarm.Model;

/// <summary>Computes the <see cref="Digest"/> of bytes that come in pieces. Not for several threads at once.</summary>
public sealed class DigestBuilder : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Takes the next piece.</summary>
    public void Append(ReadOnlySpan<byte> piece) => _hash.AppendData(piece);

    /// <summary>The digest of all pieces; begins anew afterwards.</summary>
    public Digest Finish()
    {
        Span<byte> hash = stackalloc byte[Digest.SizeBytes];
        _hash.GetHashAndReset(hash);
        return new Digest(hash);
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}

using System.Security.Cryptography;

namespace Swarm.Model;

/// <summary>Computes the digest of content that comes in pieces.</summary>
public sealed class DigestBuilder : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Adds the next piece.</summary>
    public void Append(ReadOnlySpan<byte> piece) => _hash.AppendData(piece);

    /// <summary>The digest of all pieces; the builder then begins anew.</summary>
    public Digest Finish()
    {
        Span<byte> bytes = stackalloc byte[Digest.SizeBytes];
        _hash.GetHashAndReset(bytes);
        return new Digest(bytes);
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}

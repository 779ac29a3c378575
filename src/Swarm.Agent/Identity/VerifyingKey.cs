using System.Security.Cryptography;
using Swarm.Core.Membership;

namespace Swarm.Agent.Identity;

/// <summary>Somebody's public key, made ready to check with. One thread at a time uses it, any others wait.</summary>
internal sealed class VerifyingKey
{
    private const int CoordinateBytes = 32;

    private readonly Lock _gate = new();
    private readonly ECDsa? _key;

    internal VerifyingKey(PublicKey key)
    {
        ECParameters point = new()
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint
            {
                X = key.Bytes.Slice(1, CoordinateBytes).ToArray(),
                Y = key.Bytes[(1 + CoordinateBytes)..].ToArray(),
            },
        };
        try
        {
            _key = ECDsa.Create(point);
        }
        catch (CryptographicException)
        {
            // It is no point of the curve: nothing it is said to have signed holds, and everybody finds the same.
        }
    }

    /// <summary>Whether its holder signed what has this digest.</summary>
    internal bool Holds(Digest statement, ReadOnlySpan<byte> signature)
    {
        Span<byte> hash = stackalloc byte[Digest.SizeBytes];
        statement.CopyTo(hash);
        lock (_gate)
        {
            return _key is not null
                && _key.VerifyHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }
}

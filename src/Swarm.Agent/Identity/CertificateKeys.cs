using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Swarm.Agent.Identity;

/// <summary>
/// Keys on the way to a certificate: the request that proves that its sender holds one, and its digest.
/// </summary>
internal static class CertificateKeys
{
    /// <summary>The most bytes a request may have.</summary>
    internal const int MaxRequestBytes = 4096;

    private const string Curve = "1.2.840.10045.3.1.7";
    private const byte Uncompressed = 4;

    /// <summary>A new key on the curve P-256.</summary>
    internal static ECDsa New() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Reads a key from PKCS#8 in PEM.</summary>
    /// <exception cref="SwarmException">The file cannot be read, is open to others, or holds no such key.</exception>
    internal static ECDsa Load(OwnerOnlyFile file)
    {
        ECDsa key = ECDsa.Create();
        try
        {
            key.ImportFromPem(file.Read());
            return key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new SwarmException(
                ErrorCode.PeerRefused, $"{file.What} '{file.Path}' is no key in PEM: restore it from your backup", e);
        }
    }

    /// <summary>A request for a certificate, signed by the key that it is to be for.</summary>
    internal static byte[] Request(ECDsa key) =>
        new CertificateRequest("CN=request", key, HashAlgorithmName.SHA256).CreateSigningRequest();

    /// <summary>
    /// Takes the key out of a request, and nothing else: who it is for, the token says and not the request.
    /// </summary>
    /// <exception cref="FormatException">It is no request, its signature is wrong, or the key is of another curve.
    /// </exception>
    internal static PublicKey ReadRequest(ReadOnlySpan<byte> request)
    {
        try
        {
            if (request.Length > MaxRequestBytes)
            {
                throw new FormatException($"a request for a certificate has at most {MaxRequestBytes} bytes");
            }

            PublicKey key = CertificateRequest.LoadSigningRequest(
                request.ToArray(), HashAlgorithmName.SHA256, signerSignaturePadding: null).PublicKey;
            using ECDsa? point = key.GetECDsaPublicKey();
            return point?.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == Curve
                ? key
                : throw new FormatException("the key of a certificate is on the curve P-256");
        }
        catch (CryptographicException e)
        {
            throw new FormatException($"the request for a certificate is none, or is not signed by its key", e);
        }
    }

    /// <summary>The digest of a certificate's key.</summary>
    internal static Digest DigestOf(X509Certificate2 certificate)
    {
        using ECDsa? key = certificate.GetECDsaPublicKey();
        return DigestOf(key);
    }

    /// <summary>The digest of a key: of 4, X, Y.</summary>
    internal static Digest DigestOf(PublicKey key)
    {
        using ECDsa? point = key.GetECDsaPublicKey();
        return DigestOf(point);
    }

    /// <summary>The digest of a key: of 4, X, Y; nothing for none.</summary>
    internal static Digest DigestOf(ECDsa? key)
    {
        if (key is null)
        {
            return default;
        }

        ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
        return Digest.Of([Uncompressed, .. point.X!, .. point.Y!]);
    }
}

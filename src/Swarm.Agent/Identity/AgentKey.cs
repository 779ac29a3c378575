using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Swarm.Core.Membership;

namespace Swarm.Agent.Identity;

/// <summary>
/// The key of this agent: it signs what the agent votes for and asks for its certificate with it. It is made here, is
/// kept in a file that only its owner may read, and never leaves this host.
/// </summary>
internal sealed class AgentKey : IDisposable
{
    /// <summary>The length of a signature in bytes: the two numbers of ECDSA, one after the other.</summary>
    internal const int SignatureBytes = 64;

    private const int CoordinateBytes = 32;

    private readonly ECDsa _key;

    private AgentKey(ECDsa key)
    {
        _key = key;
        ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
        PublicKey = new PublicKey([4, .. point.X!, .. point.Y!]);
    }

    /// <summary>What others check its signatures by.</summary>
    internal PublicKey PublicKey { get; }

    /// <summary>Makes a key that no file holds.</summary>
    internal static AgentKey New() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads the key (PKCS#8, PEM), and makes it first if there is none yet.</summary>
    /// <exception cref="SwarmException">The file cannot be made or read, is open to others, or holds no such key.
    /// </exception>
    internal static AgentKey LoadOrCreate(string path, ILogger log)
    {
        OwnerOnlyFile file = new(path, "the agent's key");
        if (!File.Exists(path))
        {
            using ECDsa made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            file.Create(made.ExportPkcs8PrivateKeyPem() + "\n");
            Log.KeyMade(log, path);
        }

        ECDsa key = ECDsa.Create();
        try
        {
            key.ImportFromPem(file.Read());
            return key.KeySize == CoordinateBytes * 8
                ? new AgentKey(key)
                : throw new CryptographicException($"a key of {key.KeySize} bits");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new SwarmException(
                ErrorCode.PeerRefused,
                $"the agent's key '{path}' is no P-256 key in PEM ({e.Message}): remove it, and the agent makes "
                + "another and joins as a new process",
                e);
        }
    }

    /// <summary>Signs a message: ECDSA over its SHA-256.</summary>
    internal byte[] Sign(ReadOnlySpan<byte> message) => Sign(Digest.Of(message));

    /// <summary>Signs what has this digest.</summary>
    internal byte[] Sign(Digest statement) =>
        _key.SignHash(statement.ToArray(), DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    /// <summary>Whether a signature over a message is right; false, too, for a key that is no point of the curve.
    /// </summary>
    internal static bool Verify(PublicKey key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        new VerifyingKey(key).Holds(Digest.Of(message), signature);

    /// <summary>The key in the form in which requests for certificates and TLS take it; the caller disposes of it.
    /// </summary>
    internal ECDsa ExportForCertificate() => ECDsa.Create(_key.ExportParameters(includePrivateParameters: true));

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    /// <summary>Says nothing about the secret part.</summary>
    public override string ToString() => $"key {PublicKey}";
}

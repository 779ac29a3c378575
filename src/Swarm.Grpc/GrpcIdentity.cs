using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Swarm.Grpc;

/// <summary>
/// Who a client is, and which authority a server must be of: a certificate with its key, and the authority's own. The
/// name of the host is not looked at, for the certificates of such authorities name no hosts.
/// </summary>
public sealed class GrpcIdentity
{
    private const string ServerUsage = "1.3.6.1.5.5.7.3.1";

    private readonly X509Certificate2Collection _roots;

    private readonly X509Certificate2 _own;

    private GrpcIdentity(X509Certificate2 own, X509Certificate2Collection others, X509Certificate2Collection roots)
    {
        _own = own;
        _roots = roots;
        Certificates = [own.RawDataMemory, .. others.Select(other => other.RawDataMemory)];
        Context = SslStreamCertificateContext.Create(own, others, offline: true);
    }

    /// <summary>The certificate and those that lead from it to the authority, each in DER.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Certificates { get; }

    internal SslStreamCertificateContext Context { get; }

    /// <summary>Reads it from files in PEM.</summary>
    /// <param name="certificateFile">The certificate, and those that lead from it to the authority.</param>
    /// <param name="keyFile">Its key, as PKCS#8.</param>
    /// <param name="rootsFile">The authority's certificates.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">A file holds something else.</exception>
    public static GrpcIdentity Load(string certificateFile, string keyFile, string rootsFile)
    {
        X509Certificate2Collection chain = [];
        chain.ImportFromPemFile(certificateFile);
        X509Certificate2Collection roots = [];
        roots.ImportFromPemFile(rootsFile);
        X509Certificate2 leaf = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        return new GrpcIdentity(leaf, [.. chain.Skip(1)], roots);
    }

    /// <summary>Signs with the certificate's key: ECDSA over the SHA-256, sixty-four bytes for P-256.</summary>
    /// <exception cref="CryptographicException">The key is of another kind.</exception>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        using ECDsa key = _own.GetECDsaPrivateKey()
            ?? throw new CryptographicException("the key of the certificate is not on an elliptic curve");
        return key.SignData(message, HashAlgorithmName.SHA256);
    }

    /// <summary>The options of a channel that shows this certificate and believes that authority.</summary>
    public GrpcChannelOptions Secure(GrpcChannelOptions options) => options with
    {
        ClientCertificateContext = Context,
        ServerCertificateValidation = Accepts,
    };

    private bool Accepts(object sender, X509Certificate? shown, X509Chain? others, SslPolicyErrors errors)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerUsage));
        chain.ChainPolicy.CustomTrustStore.AddRange(_roots);
        if (others is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(others.ChainPolicy.ExtraStore);
        }

        return shown is X509Certificate2 certificate && chain.Build(certificate);
    }
}

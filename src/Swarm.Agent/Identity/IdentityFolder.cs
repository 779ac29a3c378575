using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Swarm.Agent.Identity;

/// <summary>
/// Where an agent or a user keeps what it is: its certificate, whom it trusts, and an agent's delegation if it has one.
/// The key lies beside or within, and all of it is for its owner only.
/// </summary>
/// <param name="Folder">The folder.</param>
/// <param name="KeyFile">Where the key is.</param>
internal sealed record IdentityFolder(string Folder, string KeyFile)
{
    private const string Name = "identity";

    /// <summary>The certificate, and those that lead to the authority, in PEM.</summary>
    internal string CertificateFile => Path.Combine(Folder, "certificate.pem");

    /// <summary>Whom the swarm trusts, signed.</summary>
    internal string TrustFile => Path.Combine(Folder, "trust.json");

    /// <summary>The authority's certificates in PEM, for programs that know nothing of ours.</summary>
    internal string RootsFile => Path.Combine(Folder, "roots.pem");

    /// <summary>The delegation's key.</summary>
    internal string DelegationKeyFile => Path.Combine(Folder, "issuer.key");

    /// <summary>The delegation's certificate.</summary>
    internal string DelegationFile => Path.Combine(Folder, "issuer.pem");

    /// <summary>Whether there is a certificate.</summary>
    internal bool Exists => File.Exists(CertificateFile) && File.Exists(TrustFile);

    /// <summary>Whether there is a delegation.</summary>
    internal bool HasDelegation => File.Exists(DelegationFile) && File.Exists(DelegationKeyFile);

    /// <summary>That of an agent.</summary>
    internal static IdentityFolder OfAgent(string stateFolder) =>
        new(Path.Combine(stateFolder, Name), Path.Combine(stateFolder, "agent.key"));

    /// <summary>That of a user.</summary>
    internal static IdentityFolder OfUser(string folder) => new(folder, Path.Combine(folder, "user.key"));

    /// <summary>Keeps what an enrolment gave; the certificate comes last, for it makes the rest count.</summary>
    internal void Keep(Enrolled enrolled, ECDsa? delegationKey)
    {
        SignedTrust trust = SignedTrust.Parse(enrolled.Trust);
        DurableFile.Replace(TrustFile, enrolled.Trust);
        KeepRoots(trust.Bundle);
        if (enrolled.Delegation is not null && delegationKey is not null)
        {
            DurableFile.Replace(DelegationKeyFile, delegationKey.ExportPkcs8PrivateKeyPem() + "\n");
            DurableFile.Replace(DelegationFile, enrolled.Delegation);
        }

        DurableFile.Replace(CertificateFile, enrolled.Certificates);
    }

    /// <summary>Writes the authority's certificates for programs that know nothing of ours.</summary>
    internal void KeepRoots(TrustBundle trust) =>
        DurableFile.Replace(
            RootsFile, string.Concat(trust.Roots.Select(root => root.ExportCertificatePem() + "\n")));

    /// <summary>Reads the certificate and those that lead to the authority.</summary>
    /// <exception cref="SwarmException">There is none, or it cannot be read.</exception>
    internal X509Certificate2Collection ReadCertificates()
    {
        try
        {
            X509Certificate2Collection read = [];
            read.ImportFromPem(File.ReadAllText(CertificateFile));
            return read.Count > 0 ? read : throw new CryptographicException("it is empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new SwarmException(
                ErrorCode.PeerRefused,
                $"the certificate '{CertificateFile}' cannot be read ({e.Message}): enrol again with 'swarm ca join'",
                e);
        }
    }

    /// <summary>Whom the certificate names; null when it names nobody.</summary>
    /// <exception cref="SwarmException">There is none, or it cannot be read.</exception>
    internal Principal? Principal() =>
        CertificateNames.TryRead(ReadCertificates()[0], out Principal? principal) ? principal : null;

    /// <summary>Judges the certificate as others would.</summary>
    /// <exception cref="SwarmException">There is none, or it cannot be read.</exception>
    internal CertificateVerdict Judge(TrustStore trust)
    {
        X509Certificate2Collection certificates = ReadCertificates();
        return trust.Judge(certificates[0], [.. certificates.Skip(1)]);
    }

    /// <summary>Opens the delegation; null when there is none.</summary>
    /// <exception cref="SwarmException">It cannot be read.</exception>
    internal EnrolmentDesk? OpenDesk(TrustStore trust, ILogger log, TimeProvider time)
    {
        if (!HasDelegation)
        {
            return null;
        }

        try
        {
            using ECDsa key = CertificateKeys.Load(new OwnerOnlyFile(DelegationKeyFile, "the delegation's key"));
            using X509Certificate2 bare = X509Certificate2.CreateFromPem(File.ReadAllText(DelegationFile));
            CertificateAuthority authority =
                new(trust.Bundle.Swarm, bare.CopyWithPrivateKey(key), isRoot: false, time);
            return new EnrolmentDesk(authority, new DeskBook(Folder, time), () => trust.Text, log, time);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException)
        {
            throw new SwarmException(
                ErrorCode.PeerRefused,
                $"the delegation '{DelegationFile}' cannot be used ({e.Message}): ask the operator for another with "
                + "'swarm ca token --issuer'",
                e);
        }
    }
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Swarm.Agent.Identity;

/// <summary>
/// Signs certificates: the swarm's own authority, whose key stays in its operator's folder, or the delegation of an
/// agent, which is good for some days and can enrol but not delegate further.
/// </summary>
internal sealed class CertificateAuthority : IDisposable
{
    /// <summary>How long the authority itself is good, and so the longest that anything is.</summary>
    internal static readonly TimeSpan RootValidity = TimeSpan.FromDays(3650);

    // Clocks differ: what was made just now is good everywhere. What is signed lies within what signs it.
    private static readonly TimeSpan s_backdate = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_issuerBackdate = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_rootBackdate = TimeSpan.FromDays(1);

    /// <summary>The length of a serial number in hexadecimal digits.</summary>
    internal const int SerialLength = SerialBytes * 2;

    private const int SerialBytes = 16;
    private const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    private const string ClientUsage = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 _signer;
    private readonly TimeProvider _time;

    /// <summary>Takes over a certificate with its key.</summary>
    /// <param name="swarm">The trust domain.</param>
    /// <param name="signer">The certificate that signs, with its key.</param>
    /// <param name="isRoot">Whether it is the authority itself.</param>
    /// <param name="time">The time.</param>
    internal CertificateAuthority(string swarm, X509Certificate2 signer, bool isRoot, TimeProvider time)
    {
        Swarm = swarm;
        IsRoot = isRoot;
        _signer = signer;
        _time = time;
    }

    /// <summary>The trust domain.</summary>
    internal string Swarm { get; }

    /// <summary>Whether it is the authority itself, which alone can delegate.</summary>
    internal bool IsRoot { get; }

    /// <summary>Until when it can sign.</summary>
    internal DateTimeOffset NotAfter => _signer.NotAfter.ToUniversalTime();

    /// <summary>The certificate that signs.</summary>
    internal X509Certificate2 Certificate => _signer;

    /// <summary>How much earlier than it was made a certificate begins to be good.</summary>
    internal static TimeSpan BackdateOf(PrincipalKind kind) =>
        kind == PrincipalKind.Issuer ? s_issuerBackdate : s_backdate;

    /// <summary>The trust domain of a swarm whose first authority has a key.</summary>
    internal static string SwarmOf(ECDsa key) =>
        Digest.Of(key.ExportSubjectPublicKeyInfo()).ToString()[..Principal.SwarmLength];

    /// <summary>Makes the certificate of an authority, without its key.</summary>
    internal static X509Certificate2 NewRoot(ECDsa key, string swarm, TimeProvider time)
    {
        CertificateRequest request = new($"CN=authority {swarm}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 1, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        DateTimeOffset now = time.GetUtcNow();
        using X509Certificate2 signed = request.CreateSelfSigned(now - s_rootBackdate, now + RootValidity);
        return X509CertificateLoader.LoadCertificate(signed.RawData);
    }

    /// <summary>Signs a certificate for a key.</summary>
    /// <param name="who">For whom.</param>
    /// <param name="key">The key.</param>
    /// <param name="valid">How long it is to be good; it ends with what signs it at the latest.</param>
    /// <param name="groups">The groups of a user.</param>
    /// <exception cref="SwarmException">What signs is good no longer, or may not sign this.</exception>
    internal X509Certificate2 Issue(Principal who, PublicKey key, TimeSpan valid, IReadOnlyList<string> groups)
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (NotAfter <= now)
        {
            throw new SwarmException(
                ErrorCode.PeerRefused,
                $"what enrols here ran out at {NotAfter:u}: renew it with 'swarm ca token --issuer' by the operator "
                + "and 'swarm ca join' here");
        }

        Invariant.That(IsRoot || who.Kind != PrincipalKind.Issuer, "a delegation is given by the authority alone");
        CertificateRequest request = new(
            new X500DistinguishedName($"CN={who.Name}, OU={Principal.WordOf(who.Kind)}"),
            key,
            HashAlgorithmName.SHA256);
        AddExtensions(request, who, groups);
        DateTimeOffset from = Later(now - BackdateOf(who.Kind), _signer.NotBefore.ToUniversalTime());
        DateTimeOffset until = now + valid < NotAfter ? now + valid : NotAfter;
        return request.Create(_signer, from, until, NewSerial());
    }

    /// <summary>Forgets the key.</summary>
    public void Dispose() => _signer.Dispose();

    private void AddExtensions(CertificateRequest request, Principal who, IReadOnlyList<string> groups)
    {
        bool delegates = who.Kind == PrincipalKind.Issuer;
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(delegates, delegates, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            delegates ? X509KeyUsageFlags.KeyCertSign : X509KeyUsageFlags.DigitalSignature, true));
        if (!delegates)
        {
            OidCollection usages = [new Oid(ClientUsage)];
            if (who.Kind == PrincipalKind.Agent)
            {
                usages.Add(new Oid(ServerUsage));
            }

            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(usages, false));
        }

        Digest? named = delegates ? null : CertificateKeys.DigestOf(request.PublicKey);
        request.CertificateExtensions.Add(CertificateNames.Write(who, named, groups));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_signer, true, false));
    }

    private static byte[] NewSerial()
    {
        byte[] serial = RandomBytes.New(SerialBytes);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
